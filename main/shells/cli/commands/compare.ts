/** `athanor compare LEFT RIGHT`: where two runs differ in their models. */
import type { ModelDifference, RunDetail } from '../../../api/contract/index.ts';
import { defineCommand, type CommandRegistration } from '../command.ts';
import type { Console } from '../console.ts';
import { exitStatus } from '../exit-status.ts';
import { formatReading } from '../terminal/numbers.ts';
import { formatTable, printable } from '../terminal/table.ts';

const compareRuns = defineCommand<readonly [string, string], object>({
  usage: 'compare <left> <right>',
  summary: 'cli.compare.summary',
  arguments: ['cli.compare.left', 'cli.compare.right'],
  options: [],
  work: async ({ console, connect }, { arguments: [leftReference, rightReference] }) => {
    const { client } = await connect();
    const [left, right] = await Promise.all([
      client.runs.get({ id: leftReference }),
      client.runs.get({ id: rightReference }),
    ]);
    const models = await client.comparison.models({ left: left.id, right: right.id });
    const settings = differingSettings(left, right);
    console.document({ left: left.id, right: right.id, settings, results: results(left, right), models });
    console.answer(
      [settingTable(settings, left, right, console), resultTable(left, right, console), layerTable(models, console)]
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
