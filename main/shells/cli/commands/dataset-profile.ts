/** `athanor datasets profile ID`: columns alone and in pairs, what repeats, and what gives a target away. */
import type { DatasetProfile } from '../../../api/contract/index.ts';
import { defineCommand } from '../command.ts';
import type { Console } from '../console.ts';
import { exitStatus } from '../exit-status.ts';
import { formatReading } from '../terminal/numbers.ts';
import { formatFacts, formatTable, printable } from '../terminal/table.ts';

export const profile = defineCommand<readonly [string], { readonly target?: string }>({
  usage: 'profile <id>',
  summary: 'cli.datasets.profile.summary',
  arguments: ['cli.datasets.id'],
  options: [{ flags: '--target <column>', description: 'cli.datasets.profile.target' }],
  work: async ({ console, connect }, { arguments: [id], options }) => {
    const { client } = await connect();
    const found = await client.datasets.profile({ id, ...options });
    console.document(found);
    console.answer(describeProfile(found, console));
    return exitStatus.success;
  },
});

/** Pairs that a person reads; the document has all. */
const shownPairs = 20;
const shownClasses = 20;

export function describeProfile(found: DatasetProfile, console: Console): string {
  const { rows, exact, measuredRows, duplicateRows, target } = found;
  const facts: [string, string][] = [[console.text('cli.column.rows'), String(rows)]];
  if (duplicateRows !== null) facts.push([console.text('cli.column.duplicates'), String(duplicateRows)]);
  if (target !== null) facts.push([console.text('cli.column.target'), printable(target.column)]);
  const parts = [formatFacts(facts), columnTable(found, console)];
  if (target?.classes) parts.push(classTable(target.classes, console));
  if (found.pairs.length > 0) parts.push(pairTable(found, console));
  const said = found.warnings.map((warning) => console.text('cli.warning', { message: console.warning(warning) }));
  if (!exact) said.unshift(console.text('cli.profile.estimated'));
  if (measuredRows < rows) said.unshift(console.text('cli.profile.measuredOn', { measured: measuredRows, rows }));
  if (said.length > 0) parts.push(said.join('\n'));
  return parts.join('\n\n');
}

function columnTable({ columns }: DatasetProfile, console: Console): string {
  const right = 'right' as const;
  const titles = [
    { title: console.text('cli.column.column'), limit: 32 },
    { title: console.text('cli.column.kind') },
    { title: console.text('cli.column.missing'), align: right },
    { title: console.text('cli.column.distinct'), align: right },
    { title: console.text('cli.column.mean'), align: right },
    { title: console.text('cli.column.deviation'), align: right },
    ...['0 %', '25 %', '50 %', '75 %', '100 %'].map((title) => ({ title, align: right })),
    { title: console.text('cli.column.outliers'), align: right },
    { title: console.text('cli.column.top'), limit: 40 },
  ];
  return formatTable(
    titles,
    columns.map(({ name, kind, missing, distinct, numeric, top }) => [
      name,
      console.text('cli.kind', { kind }),
      String(missing),
      String(distinct),
      ...(numeric === null
        ? Array<string>(8).fill('')
        : [
            formatReading(numeric.mean),
            formatReading(numeric.standardDeviation),
            ...numeric.quantiles.map(formatReading),
            String(numeric.outliers.below + numeric.outliers.above),
          ]),
      numeric === null
        ? top
            .slice(0, 5)
            .map(({ value, count }) => `${value} ${count}`)
            .join(', ')
        : '',
    ]),
  );
}

function classTable(classes: readonly { value: string; count: number }[], console: Console): string {
  const total = classes.reduce((sum, { count }) => sum + count, 0);
  const rows = classes
    .slice(0, shownClasses)
    .map(({ value, count }) => [value, String(count), `${((100 * count) / total).toFixed(1)} %`]);
  return formatTable(
    [
      { title: console.text('cli.column.class'), limit: 40 },
      { title: console.text('cli.column.rows'), align: 'right' },
      { title: console.text('cli.column.share'), align: 'right' },
    ],
    rows,
  );
}

/** The strongest, or with a target those with the target first. */
function pairTable({ pairs, target }: DatasetProfile, console: Console): string {
  const withTarget = ({ one, other }: { one: string; other: string }): number =>
    target !== null && [one, other].includes(target.column) ? 0 : 1;
  const strongest = pairs.toSorted(
    (one, other) => withTarget(one) - withTarget(other) || Math.abs(other.value) - Math.abs(one.value),
  );
  return formatTable(
    [
      { title: console.text('cli.column.column'), limit: 32 },
      { title: console.text('cli.column.column'), limit: 32 },
      { title: console.text('cli.column.measure') },
      { title: console.text('cli.column.value'), align: 'right' },
    ],
    strongest
      .slice(0, shownPairs)
      .map(({ one, other, measure, value }) => [
        one,
        other,
        console.text('associationMeasure', { measure }),
        value.toFixed(3),
      ]),
  );
}
