/** Settings of many runs as axes beside a result: which vary, on what scale, and how much the result follows them. */
import { importance } from '../../state/importance.ts';
import { settingText, type SettingValue, type Settings } from '../../state/setting-words.ts';

export interface StudiedRun {
  readonly id: string;
  readonly label: string;
  readonly settings: Settings;
  readonly result: number;
}

export interface StudyAxis {
  readonly path: string;
  readonly log: boolean;
  /** By run in the order given: 0 at the axis' lower end to 1 at its upper. */
  readonly places: readonly number[];
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  /** 0 to 1; NaN for the result itself, and where it cannot be said. */
  readonly importance: number;
}

/** Rates are compared by their ratio; so is whatever spans more than this. */
const rate = /(?:Rate|Decay|epsilon)$/u;
const wide = 20;

/**
 * Axes of the settings of these paths that vary, what the result follows most first. Of settings that divide the runs
 * alike, such as an optimizer's kind and an option that each kind has another value of, one stands for all.
 */
export function studyAxes(runs: readonly StudiedRun[], paths: readonly string[]): StudyAxis[] {
  const results = runs.map(({ result }) => result);
  const seen = new Set<string>();
  return [...paths]
    .sort((one, other) => Number(other.endsWith('.type')) - Number(one.endsWith('.type')))
    .filter((path) => {
      const division = divisionBy(path, runs);
      const isNew = !seen.has(division);
      seen.add(division);
      return isNew;
    })
    .map((path) => settingAxis(path, runs, results))
    .filter((axis): axis is StudyAxis => axis !== null)
    .sort((one, other) => strength(other) - strength(one));
}

/** Which runs have the same value, whatever it is. */
function divisionBy(path: string, runs: readonly StudiedRun[]): string {
  const numbers = new Map<SettingValue | undefined, number>();
  return runs
    .map(({ settings }) => {
      const value = settings[path];
      const number = numbers.get(value) ?? numbers.size;
      numbers.set(value, number);
      return number;
    })
    .join(' ');
}

export function resultAxis(runs: readonly StudiedRun[], name: string, text: (value: number) => string): StudyAxis {
  return numberAxis(
    name,
    runs.map(({ result }) => result),
    false,
    text,
    Number.NaN,
  );
}

function strength({ importance: value }: StudyAxis): number {
  return Number.isNaN(value) ? -1 : value;
}

function settingAxis(path: string, runs: readonly StudiedRun[], results: readonly number[]): StudyAxis | null {
  const values = runs.map(({ settings }) => settings[path]);
  const distinct = new Set(values);
  if (distinct.size < 2) return null;
  const weight = importance(values, results);
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length === values.length) {
    const [low, high] = extent(numbers);
    const log = low > 0 && (rate.test(path) ? high > low : high / low >= wide);
    return numberAxis(path, numbers, log, settingText, weight);
  }
  const words = [...distinct].sort(byText);
  const step = 1 / (words.length - 1);
  const place = new Map(words.map((value, index) => [value, index * step]));
  return {
    path,
    log: false,
    places: values.map((value) => place.get(value) ?? 0),
    ticks: words.map((value, index) => ({ at: index * step, label: settingText(value) })),
    importance: weight,
  };
}

/** Numbers by size, words by letters, what a run does not have first. */
function byText(left: SettingValue | undefined, right: SettingValue | undefined): number {
  const absent = Number(right === undefined) - Number(left === undefined);
  return absent || settingText(left).localeCompare(settingText(right), 'en', { numeric: true });
}

function numberAxis(
  path: string,
  values: readonly number[],
  log: boolean,
  text: (value: number) => string,
  weight: number,
): StudyAxis {
  const [low, high] = extent(values);
  const height = (value: number): number => (log ? Math.log(value) : value);
  const span = height(high) - height(low);
  const place = (value: number): number => (span === 0 ? 0.5 : (height(value) - height(low)) / span);
  const distinct = [...new Set(values)].sort((one, other) => one - other);
  const middle = log ? Math.sqrt(low * high) : (low + high) / 2;
  const shown = distinct.length <= 5 ? distinct : [low, Number(middle.toPrecision(2)), high];
  return {
    path,
    log,
    places: values.map(place),
    ticks: shown.map((value) => ({ at: place(value), label: text(value) })),
    importance: weight,
  };
}

function extent(values: readonly number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
