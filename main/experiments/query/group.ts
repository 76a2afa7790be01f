/** Runs that a query finds, gathered by the value of a field, with the mean of a reading and its interval. */
import { isTie, sampleOf, type Sample } from '../../base/student.ts';
import type { StoreContext } from '../database.ts';
import { metricDirection } from '../metric-direction.ts';
import { resolveField, type Field } from './fields.ts';
import { parseField } from './parse.ts';
import { namesOnce, searchCondition } from './select.ts';
import { fieldValue } from './translate.ts';
import { writeField, writeText } from './write.ts';

export interface RunGrouping {
  readonly where?: string;
  /** A field as a query calls it; of tags, a run is in the group of each that it has. */
  readonly by: string;
  /** The reading whose mean is taken, as a query calls it. */
  readonly of?: string;
}

export interface RunGroup {
  /** The day of a date; null: runs that have no such value. */
  readonly value: string | number | null;
  /** The query that finds the group's runs, by the field alone. */
  readonly where: string;
  readonly runs: number;
  /** Runs of it that have a reading. */
  readonly readings: number;
  readonly mean: number | null;
  /** The mean's 95 % interval by Student's t; null for fewer than two readings. */
  readonly low: number | null;
  readonly high: number | null;
  /** The best reading, and its run; the newest run where none has a reading. */
  readonly best: number | null;
  readonly bestRun: string;
  /** Whether its mean cannot be told from the best group's (95 %, Welch); null where either has fewer than two. */
  readonly tie: boolean | null;
}

interface Gathered {
  readonly value: string | number | null;
  readonly newest: string;
  runs: number;
  readonly readings: { readonly run: string; readonly value: number }[];
}

/** The best mean first, groups without one last. Throws UserError `query.*` that points at a place. */
export function groupRuns(context: StoreContext, { where = '', by, of }: RunGrouping): RunGroup[] {
  const names = namesOnce(context);
  const name = parseField(by);
  const field = resolveField(name, names);
  const reading = of === undefined ? null : resolveField(parseField(of), names);
  const key = field.kind === 'tags' ? { sql: 'run_tags.tag', values: [] } : fieldValue(field);
  const read = reading === null ? { sql: 'NULL', values: [] } : fieldValue(reading);
  const condition = searchCondition(context, where, names);
  const rows = context
    .sql<unknown[], [string, string | number | null, string | number | null]>(
      `SELECT runs.id, ${key.sql}, ${read.sql}
       FROM runs JOIN datasets ON datasets.key = runs.dataset_key LEFT JOIN evaluations ON evaluations.run_key = runs.key
       ${field.kind === 'tags' ? 'LEFT JOIN run_tags ON run_tags.run_key = runs.key' : ''}
       WHERE ${condition.sql} ORDER BY runs.created_at DESC, runs.key DESC`,
    )
    .raw()
    .all(...key.values, ...read.values, ...condition.values);

  const groups = new Map<string | number | null, Gathered>();
  for (const [run, found, measured] of rows) {
    const value = shown(field, found);
    let group = groups.get(value);
    if (group === undefined) {
      group = { value, newest: run, runs: 0, readings: [] };
      groups.set(value, group);
    }
    group.runs += 1;
    if (typeof measured === 'number' && Number.isFinite(measured)) group.readings.push({ run, value: measured });
  }
  const sign = isLowerBetter(reading) ? -1 : 1;
  const judged = [...groups.values()].map((group) => ({
    group,
    sample: sampleOf(group.readings.map(({ value }) => value)),
  }));
  judged.sort(
    (one, two) =>
      Number(one.sample === null) - Number(two.sample === null) ||
      sign * ((two.sample?.mean ?? 0) - (one.sample?.mean ?? 0)) ||
      two.group.runs - one.group.runs,
  );
  const first = judged[0]?.sample ?? null;
  return judged.map(({ group, sample }) =>
    summary(group, sample, first, sign, (value) => `${writeField(name)} ${matching(field, value)}`),
  );
}

function summary(
  { value, newest, runs, readings }: Gathered,
  sample: Sample | null,
  first: Sample | null,
  sign: number,
  where: (value: Gathered['value']) => string,
): RunGroup {
  const best = readings.reduce<Gathered['readings'][number] | null>(
    (found, other) => (found === null || sign * other.value > sign * found.value ? other : found),
    null,
  );
  const half = sample?.half ?? null;
  return {
    value,
    where: where(value),
    runs,
    readings: readings.length,
    mean: sample?.mean ?? null,
    low: sample === null || half === null ? null : sample.mean - half,
    high: sample === null || half === null ? null : sample.mean + half,
    best: best?.value ?? null,
    bestRun: best?.run ?? newest,
    tie: sample === null || first === null ? null : sample === first ? false : isTie(sample, first),
  };
}

/** Days, and truths in words, as a query writes them. */
function shown(field: Field, value: string | number | null): string | number | null {
  if (field.kind !== 'fact' || typeof value !== 'number') return value;
  if (field.fact.type === 'truth') return value === 1 ? 'true' : 'false';
  if (field.fact.type !== 'date') return value;
  const day = new Date(value);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${String(day.getFullYear())}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** What a query asks of the field to find the runs with this value. */
function matching(field: Field, value: string | number | null): string {
  if (value === null) return 'is missing';
  const isBare =
    typeof value === 'number' ||
    (field.kind === 'fact' && field.fact.type !== 'text') ||
    (field.kind === 'setting' && (value === 'true' || value === 'false'));
  return `= ${isBare ? String(value) : writeText(value)}`;
}

/** Of what is no metric, such as seconds, less is better. */
function isLowerBetter(reading: Field | null): boolean {
  if (reading === null) return false;
  if (reading.kind === 'metric' && reading.reading !== 'epoch') return metricDirection(reading.metric) === 'lower';
  return reading.kind === 'test' ? metricDirection(reading.metric) === 'lower' : true;
}
