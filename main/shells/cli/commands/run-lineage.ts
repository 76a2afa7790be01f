/** `athanor runs lineage ID`: the runs that it was made from and that were made from it, which files a run's data came from, and its recipe as it was fitted. */
import type { RunLineage } from '../../../api/contract/index.ts';
import { defineCommand } from '../command.ts';
import type { Console } from '../console.ts';
import { exitStatus } from '../exit-status.ts';
import { formatBytes, formatReading, formatTime } from '../terminal/numbers.ts';
import { formatFacts, formatTable, printable } from '../terminal/table.ts';
import { describeFamily } from '../terminal/family.ts';
import { factText } from '../terminal/learnt.ts';

export const lineage = defineCommand<readonly [string], object>({
  usage: 'lineage <id>',
  summary: 'cli.runs.lineage.summary',
  arguments: ['cli.runs.id'],
  options: [],
  work: async ({ console, connect }, { arguments: [id] }) => {
    const { client } = await connect();
    const [found, family] = await Promise.all([client.runs.lineage({ id }), client.runs.family({ id })]);
    console.document({ ...found, family });
    console.answer([...describeFamily(family, console), describe(found, console)].join('\n'));
    return exitStatus.success;
  },
});

function describe({ dataset, sources, recipe }: RunLineage, console: Console): string {
  const facts: [string, string][] = [
    [console.text('cli.column.dataset'), `${printable(dataset.name)} (${dataset.id})`],
    [console.text('cli.column.hash'), dataset.hash],
    ...(dataset.importedAt === null
      ? []
      : [[console.text('cli.column.created'), formatTime(dataset.importedAt)] as [string, string]]),
    ...sources.map(({ name, bytes, hash }): [string, string] => [
      console.text('cli.column.source'),
      `${printable(name)}  ${formatBytes(bytes)}  ${hash}`,
    ]),
  ];
  if (recipe === null) return formatFacts(facts);
  if (recipe.filter !== null) facts.push(['data.filter', printable(recipe.filter)]);
  for (const { name, expression } of recipe.computed) facts.push([printable(name), printable(expression)]);
  for (const { column, kind, mean, standardDeviation, classCount } of recipe.targets) {
    const text =
      kind === 'categorical'
        ? console.text('recipe.targetClasses', { column: printable(column), count: classCount })
        : console.text('recipe.targetNumbers', {
            column: printable(column),
            standardized: standardDeviation !== null && (mean !== 0 || standardDeviation !== 1),
            mean: formatReading(mean),
            deviation: formatReading(standardDeviation),
          });
    facts.push([console.text('cli.column.target'), text]);
  }
  facts.push([console.text('cli.column.features'), String(recipe.featureCount)]);
  if (recipe.columns.length === 0) return formatFacts(facts);
  const table = formatTable(
    [
      { title: console.text('cli.column.column'), limit: 28 },
      { title: console.text('cli.column.steps'), limit: 100 },
      { title: console.text('cli.column.features'), align: 'right' },
    ],
    recipe.columns.map(({ column, steps, width }) => [
      column,
      steps
        .map(({ step, facts: learnt }) => (learnt.length === 0 ? step : `${step} (${learnt.map(factText).join('; ')})`))
        .join(' › '),
      String(width),
    ]),
  );
  return `${formatFacts(facts)}\n\n${table}`;
}
