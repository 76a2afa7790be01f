/** `athanor runs mistakes ID`: the test rows that a run is most wrong about, with their own values. */
import type { TestedRows } from '../../../api/contract/index.ts';
import { defineCommand } from '../command.ts';
import type { Console } from '../console.ts';
import { exitStatus } from '../exit-status.ts';
import { formatReading } from '../terminal/numbers.ts';
import { formatTable } from '../terminal/table.ts';
import { parseCount } from './run-control.ts';

interface MistakesOptions {
  readonly actual?: string;
  readonly predicted?: string;
  readonly output?: string;
  readonly limit?: string;
}

export const mistakes = defineCommand<readonly [string], MistakesOptions>({
  usage: 'mistakes <id>',
  summary: 'cli.runs.mistakes.summary',
  arguments: ['cli.runs.id'],
  options: [
    { flags: '--actual <class>', description: 'cli.runs.mistakes.actual' },
    { flags: '--predicted <class>', description: 'cli.runs.mistakes.predicted' },
    { flags: '--output <name>', description: 'cli.runs.mistakes.output' },
    { flags: '--limit <count>', description: 'cli.runs.mistakes.limit' },
  ],
  work: async ({ console, connect }, { arguments: [id], options }) => {
    const { actual, predicted, output, limit = '20' } = options;
    const query = {
      id,
      limit: parseCount(limit, '--limit'),
      ...(actual === undefined ? {} : { actual }),
      ...(predicted === undefined ? {} : { predicted }),
      ...(output === undefined ? {} : { output }),
    };
    const { client } = await connect();
    const found = await client.runs.testedRows(query);
    console.document(found);
    console.answer(describe(found, console));
    return exitStatus.success;
  },
});

function describe(found: TestedRows, console: Console): string {
  const head = console.text('cli.runs.mistakes.found', { kind: found.kind, total: found.total, tested: found.tested });
  if (found.rows.length === 0) return head;
  const right = 'right' as const;
  const columns = [
    { title: console.text('cli.column.row'), align: right },
    { title: console.text('cli.column.actual'), limit: 24 },
    { title: console.text('cli.column.prediction'), limit: 24 },
    ...(found.kind === 'class' ? [{ title: console.text('cli.column.probability'), align: right }] : []),
    ...(found.cells?.columns ?? []).map((title) => ({ title, limit: 20 })),
  ];
  const text = (value: string | number | null): string => (typeof value === 'string' ? value : formatReading(value));
  const rows = found.rows.map(({ row, actual, predicted, score }, index) => [
    String(row + 1),
    text(actual),
    text(predicted),
    ...(found.kind === 'class' ? [formatReading(score)] : []),
    ...(found.cells?.rows[index] ?? []).map((cell) => cell ?? '–'),
  ]);
  return `${head}\n\n${formatTable(columns, rows)}`;
}
