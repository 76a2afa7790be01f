/** A run that has ended: as the one JSON document, and as what a person reads. */
import type { RunDetail, RunSummary, SeriesChunk } from '../../../api/contract/run-types.ts';
import type { Client } from '../connection.ts';
import type { Console } from '../console.ts';
import { formatReading, formatSeconds } from '../terminal/numbers.ts';
import { formatTable, printable } from '../terminal/table.ts';

type Reading = number | null;

export interface RunDocument {
  readonly run: Pick<RunSummary, 'id' | 'name' | 'status'>;
  readonly engine: string | null;
  /** The device that did the work; `deviceAsked` is what the experiment said, perhaps `auto`. */
  readonly device: string | null;
  readonly deviceAsked: string | null;
  readonly seconds: number;
  readonly epochs: readonly Readonly<Record<string, Reading>>[];
  readonly test: Readonly<Record<string, Reading>> | null;
  /** Row numbers from 0 in file order, in the order drawn. */
  readonly testRows: readonly number[];
  readonly validationRows: readonly number[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly error?: { readonly code: string; readonly message: string; readonly path: string | null };
}

export interface RunReportMaterial {
  readonly document: RunDocument;
  readonly run: RunDetail;
}

export async function readRunMaterial(client: Client, console: Console, id: string): Promise<RunReportMaterial> {
  const [run, series, rows] = await Promise.all([
    client.runs.get({ id }),
    client.runs.series({ runs: [id] }),
    client.runs.splitRows({ id }),
  ]);
  const document: RunDocument = {
    run: { id: run.id, name: run.name, status: run.status },
    engine: run.engine,
    device: run.device,
    deviceAsked: typeof run.settings['engine.device'] === 'string' ? run.settings['engine.device'] : null,
    seconds: run.seconds,
    epochs: epochRows(series),
    test: run.test,
    testRows: rows.test,
    validationRows: rows.validation,
    warnings: run.warnings.map((item) => ({ code: item.code, message: console.warning(item) })),
    ...(run.error === null ? {} : { error: console.errorDocument(run.error) }),
  };
  return { document, run };
}

/** What a run records of its steps instead of its results. */
const ofSteps: readonly string[] = ['learningRate', 'gradientNorm'];

/** One object an epoch, `loss` and the metrics first, those of the validation rows after them, and how it trained last. */
export function epochRows(series: readonly SeriesChunk[]): Record<string, Reading>[] {
  const rows = new Map<number, Record<string, Reading>>();
  const isValidation = (metric: string): boolean => metric.startsWith('val_');
  const rank = (metric: string): number =>
    ofSteps.includes(metric)
      ? 4 + ofSteps.indexOf(metric)
      : (isValidation(metric) ? 2 : 0) + (/(^|_)loss$/u.test(metric) ? 0 : 1);
  for (const { metric, start, values } of series.toSorted((one, other) => rank(one.metric) - rank(other.metric))) {
    values.forEach((value, index) => {
      const epoch = start + index;
      const row = rows.get(epoch) ?? { epoch };
      rows.set(epoch, row);
      row[metric] = value;
    });
  }
  return [...rows.values()].toSorted((one, other) => (one['epoch'] ?? 0) - (other['epoch'] ?? 0));
}

/** The last lines of `train`: how it ended, and the test result with its interval. */
export function runReport({ run }: RunReportMaterial, console: Console): string {
  const head = console.text('cli.report.ended', {
    name: printable(run.name),
    status: run.status,
    epochs: run.epochsDone,
    planned: run.epochsPlanned,
    time: formatSeconds(run.seconds),
    engine: run.engine ?? '–',
    device: run.device ?? '–',
  });
  return [head, ...testLines(run, console)].join('\n');
}

export function testLines(run: RunDetail, console: Console): string[] {
  if (run.test === null) return [];
  const count = run.rowCounts?.test ?? 0;
  const accuracy = run.evaluation?.kind === 'classification' ? run.evaluation.accuracy : null;
  const rows = Object.entries(run.test).map(([metric, value]) => [
    metric,
    formatReading(value),
    metric === 'accuracy' && accuracy !== null
      ? console.text('cli.report.interval', { low: formatReading(accuracy.low), high: formatReading(accuracy.high) })
      : '',
  ]);
  const columns = [
    { title: console.text('cli.report.test', { count }) },
    { title: '', align: 'right' as const },
    { title: '' },
  ];
  return [formatTable(columns, rows)];
}
