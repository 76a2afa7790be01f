/** `athanor compare LEFT RIGHT`: where two runs differ in settings, results, models and test rows. */
import type { ModelDifference, RowsComparison, RunDetail } from '../../../api/contract/index.ts';
import type { SerializedError } from '../../../base/errors.ts';
import { defineCommand, type CommandRegistration } from '../command.ts';
import type { Console } from '../console.ts';
import { exitStatus } from '../exit-status.ts';
import { toCodedError } from '../errors.ts';
import { parseCount } from './run-control.ts';
import type { Client } from '../connection.ts';
import { formatReading } from '../terminal/numbers.ts';
import { formatTable, printable } from '../terminal/table.ts';

const compareRuns = defineCommand<readonly [string, string], { readonly rows?: string }>({
  usage: 'compare <left> <right>',
  summary: 'cli.compare.summary',
  arguments: ['cli.compare.left', 'cli.compare.right'],
  options: [{ flags: '--rows <count>', description: 'cli.compare.rows' }],
  work: async ({ console, connect }, { arguments: [leftReference, rightReference], options }) => {
    const limit = Math.min(200, options.rows === undefined ? 10 : parseCount(options.rows, '--rows'));
    const { client } = await connect();
    const [left, right] = await Promise.all([
      client.runs.get({ id: leftReference }),
      client.runs.get({ id: rightReference }),
    ]);
    const models = await client.comparison.models({ left: left.id, right: right.id });
    const settings = differingSettings(left, right);
    const rows = await testRows(client, left, right, limit);
    console.document({ left: left.id, right: right.id, settings, results: results(left, right), models, rows });
    console.answer(
      [
        settingTable(settings, left, right, console),
        resultTable(left, right, console),
        layerTable(models, console),
        ...rowParts(rows, console),
      ]
        .filter((part) => part !== '')
        .join('\n\n'),
    );
    return exitStatus.success;
  },
});

export const compare: CommandRegistration = (program, add) => {
  add(program, compareRuns);
};

interface Differing {
  readonly path: string;
  readonly left: RunDetail['settings'][string];
  readonly right: RunDetail['settings'][string];
}

function differingSettings(left: RunDetail, right: RunDetail): Differing[] {
  return [...new Set([...Object.keys(left.settings), ...Object.keys(right.settings)])].flatMap((path) => {
    const [one = null, other = null] = [left.settings[path], right.settings[path]];
    return one === other ? [] : [{ path, left: one, right: other }];
  });
}

function settingTable(settings: readonly Differing[], left: RunDetail, right: RunDetail, console: Console): string {
  // What is different in the models is told layer by layer.
  const shown = settings.filter(({ path }) => !path.startsWith('model.') && path !== 'data.path');
  if (shown.length === 0) return console.text('cli.compare.sameSettings');
  const columns = [{ title: console.text('cli.column.setting') }, { title: left.name }, { title: right.name }];
  const cell = (value: Differing['left']): string => (value === null ? '–' : printable(String(value)));
  return formatTable(
    columns,
    shown.map(({ path, left: one, right: other }) => [path, cell(one), cell(other)]),
  );
}

function results(left: RunDetail, right: RunDetail): { metric: string; left: number | null; right: number | null }[] {
  const names = new Set([...Object.keys(left.test ?? {}), ...Object.keys(right.test ?? {})]);
  return [...names].map((metric) => ({
    metric,
    left: left.test?.[metric] ?? null,
    right: right.test?.[metric] ?? null,
  }));
}

function resultTable(left: RunDetail, right: RunDetail, console: Console): string {
  const rows = results(left, right);
  if (rows.length === 0) return '';
  const columns = [
    { title: console.text('cli.column.test') },
    { title: left.name, align: 'right' as const },
    { title: right.name, align: 'right' as const },
  ];
  return formatTable(
    columns,
    rows.map((row) => [row.metric, formatReading(row.left), formatReading(row.right)]),
  );
}

const signs = { same: '=', reshaped: '≈', changed: '~', removed: '−', added: '+' } as const;

function layerTable({ layers, leftParameters, rightParameters }: ModelDifference, console: Console): string {
  const columns = [
    { title: '' },
    { title: console.text('cli.compare.left') },
    { title: console.text('cli.compare.right') },
    { title: console.text('cli.compare.changes') },
    { title: console.text('cli.column.parameters'), align: 'right' as const },
    { title: '', align: 'right' as const },
    { title: '±', align: 'right' as const },
  ];
  const rows = layers.map(({ kind, left, right, settings, rewired }) => [
    signs[kind],
    left?.id ?? '',
    right?.id ?? '',
    [
      ...settings.map(({ name, left: one, right: other }) => `${name} ${one ?? '–'} → ${other ?? '–'}`),
      ...(rewired ? [console.text('cli.compare.rewired')] : []),
    ].join(', '),
    left === null ? '' : formatReading(left.parameters),
    right === null ? '' : formatReading(right.parameters),
    difference(left === null ? 0 : left.parameters, right === null ? 0 : right.parameters),
  ]);
  const total = [
    '',
    console.text('cli.compare.allLayers'),
    '',
    '',
    formatReading(leftParameters),
    formatReading(rightParameters),
    difference(leftParameters, rightParameters),
  ];
  return formatTable(columns, [...rows, total]);
}

function difference(left: number | null, right: number | null): string {
  if (left === null || right === null) return '–';
  return right > left ? `+${right - left}` : String(right - left);
}

interface ComparedRows {
  readonly left: RowsComparison;
  readonly right: RowsComparison;
}

/** Null where either was not tested; why two that were cannot be compared row by row is said in the place of the rows. */
async function testRows(
  client: Client,
  left: RunDetail,
  right: RunDetail,
  limit: number,
): Promise<ComparedRows | { readonly refused: SerializedError } | null> {
  if (left.test === null || right.test === null) return null;
  const ask = (group: 'left' | 'right') => client.comparison.rows({ left: left.id, right: right.id, group, limit });
  try {
    return { left: await ask('left'), right: await ask('right') };
  } catch (error) {
    const coded = toCodedError(error);
    if (!coded.code.startsWith('comparison.')) throw error;
    return { refused: coded };
  }
}

function rowParts(rows: Awaited<ReturnType<typeof testRows>>, console: Console): string[] {
  if (rows === null) return [];
  if ('refused' in rows) return [printable(console.errorDocument(rows.refused).message)];
  const { kind, common, counts, p } = rows.left;
  const said = console.text(kind === 'class' ? 'cli.compare.counts' : 'cli.compare.nearer', {
    common,
    ...counts,
    p: formatReading(p),
  });
  const lists = (['left', 'right'] as const).flatMap((group) =>
    rows[group].rows.length === 0
      ? []
      : [
          `${console.text(group === 'left' ? 'cli.compare.rowsLeft' : 'cli.compare.rowsRight')}\n${rowTable(rows[group], console)}`,
        ],
  );
  return [said, ...lists];
}

function rowTable({ rows, cells }: RowsComparison, console: Console): string {
  const columns = [
    { title: console.text('cli.column.row'), align: 'right' as const },
    { title: console.text('cli.column.actual'), limit: 20 },
    { title: console.text('cli.compare.left'), limit: 20 },
    { title: console.text('cli.compare.right'), limit: 20 },
    ...(cells?.columns ?? []).map((title) => ({ title, limit: 16 })),
  ];
  const value = (given: string | number | null): string => (typeof given === 'string' ? given : formatReading(given));
  return formatTable(
    columns,
    rows.map(({ row, actual, left, right }, index) => [
      String(row + 1),
      ...[actual, left, right].map(value),
      ...(cells?.rows[index] ?? []).map((cell) => cell ?? ''),
    ]),
  );
}
