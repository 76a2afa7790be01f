/** Filters and sorts the list of runs. Pure, and quick enough to do for 10,000 runs at every keystroke. */
import type { RunSummary } from '../../../main/api/contract/index.ts';
import { readingOf, type ReadingAt } from '../../state/run-metrics.ts';
import { settingText } from '../../state/setting-words.ts';
import { fieldOf, fieldValue } from './run-fields.ts';

/** A run never changes in place, so what was gathered from it stays true. */
const haystacks = new WeakMap<RunSummary, string>();

function haystack(run: RunSummary): string {
  let text = haystacks.get(run);
  if (text === undefined) {
    const settings = Object.entries(run.settings).map(([path, value]) => `${path}=${settingText(value)}`);
    const parts = [
      run.name,
      run.dataset.name,
      run.status,
      run.note,
      run.engine ?? '',
      run.device ?? '',
      ...run.tags,
      ...settings,
    ];
    text = parts.join('\n').toLowerCase();
    haystacks.set(run, text);
  }
  return text;
}

/** Runs in which every word of `text` is found, in names, data sets, settings, tags, notes or statuses. */
export function filterRuns(
  runs: readonly RunSummary[],
  text: string,
  words: (run: RunSummary) => string,
): readonly RunSummary[] {
  const wanted = text.toLowerCase().split(/\s+/u).filter(Boolean);
  if (wanted.length === 0) return runs;
  return runs.filter((run) => {
    const found = haystack(run);
    const shown = words(run).toLowerCase();
    return wanted.every((word) => found.includes(word) || shown.includes(word));
  });
}

export interface SortBy {
  readonly id: string;
  readonly direction: 'up' | 'down';
}

export interface SortContext {
  readonly metric: string | null;
  readonly at: ReadingAt;
  differs(run: RunSummary): string;
}

type Key = string | number | null;

/** What a column sorts by. */
function sortKey(run: RunSummary, column: string, context: SortContext): Key {
  switch (column) {
    case 'status':
      return run.status;
    case 'name':
      return run.name;
    case 'data':
      return run.dataset.name;
    case 'differs':
      return context.differs(run);
    case 'metric':
      return context.metric === null ? null : readingOf(run, context.metric, context.at);
    case 'valLoss':
      return readingOf(run, 'val_loss', context.at);
    case 'parameters':
      return run.parameterCount;
    case 'rate': {
      const rate = run.settings['training.optimizer.learningRate'];
      return typeof rate === 'number' ? rate : null;
    }
    case 'optimizer':
      return settingText(run.settings['training.optimizer.type']);
    case 'epochs':
      return run.epochsDone;
    case 'time':
      return run.seconds;
    case 'tags':
      return run.tags.join(' ');
    case 'star':
      return run.starred ? 0 : 1;
    default: {
      const field = fieldOf(column);
      if (field === null) return run.createdAt;
      const value = fieldValue(run, field);
      return typeof value === 'boolean' ? String(value) : value;
    }
  }
}

/** Sorted by a column; what has no value comes last either way, and equal ones stay newest first. */
export function sortRuns(
  runs: readonly RunSummary[],
  sort: SortBy,
  context: SortContext,
  locale: string,
): RunSummary[] {
  const collator = new Intl.Collator(locale, { numeric: true });
  const sign = sort.direction === 'up' ? 1 : -1;
  const keyed = runs.map((run) => ({ run, key: sortKey(run, sort.id, context) }));
  keyed.sort((left, right) => {
    const one = left.key;
    const two = right.key;
    const oneMissing = one === null || one === '';
    const twoMissing = two === null || two === '';
    if (oneMissing || twoMissing) return Number(oneMissing) - Number(twoMissing);
    if (typeof one === 'number' && typeof two === 'number') return sign * (one - two);
    return sign * collator.compare(String(one), String(two));
  });
  return keyed.map(({ run }) => run);
}
