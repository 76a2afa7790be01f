/** `athanor datasets recipe EXPERIMENT` and `datasets steps`: what a recipe makes of a table, and what it can be made of. */
import type { RecipeColumn, RecipePreview, ShownColumn, StepDescriptor } from '../../../api/contract/index.ts';
import { hasMessage } from '../../../../resources/messages/index.ts';
import { UserError } from '../../../base/errors.ts';
import { nearestName } from '../../../base/nearest.ts';
import { defineCommand } from '../command.ts';
import type { Console } from '../console.ts';
import { exitStatus } from '../exit-status.ts';
import { factText } from '../terminal/learnt.ts';
import { formatReading } from '../terminal/numbers.ts';
import { optionTable } from '../terminal/options.ts';
import { formatFacts, formatTable, printable } from '../terminal/table.ts';
import { parseAssignments } from '../training/assignments.ts';
import { findExperiment } from '../training/experiment-source.ts';

interface RecipeOptions {
  readonly dataset?: string;
  readonly column?: readonly string[];
  readonly rows?: string;
  readonly set?: readonly string[];
}

export const recipe = defineCommand<readonly [string], RecipeOptions>({
  usage: 'recipe <file|example>',
  summary: 'cli.datasets.recipe.summary',
  arguments: ['cli.train.source'],
  options: [
    { flags: '--dataset <id>', description: 'cli.datasets.recipe.dataset' },
    { flags: '--column <name>', description: 'cli.datasets.recipe.column', repeatable: true },
    { flags: '--rows <count>', description: 'cli.datasets.recipe.rows' },
    { flags: '--set <path=value>', description: 'cli.train.set', repeatable: true },
  ],
  work: async ({ console, connect }, { arguments: [source], options }) => {
    const overrides = parseAssignments(options.set ?? []);
    const file = await findExperiment(source);
    const { client } = await connect();
    const request = file.kind === 'file' ? file.request : await file.example(client);
    const found = await client.datasets.previewRecipe({
      ...request,
      overrides,
      columns: [...(options.column ?? [])],
      ...(options.dataset === undefined ? {} : { id: options.dataset }),
      ...(options.rows === undefined ? {} : { rows: Number(options.rows) }),
    });
    console.document(found);
    console.answer(describeRecipe(found, console));
    return found.columns.some(({ problem }) => problem !== null) ? exitStatus.failure : exitStatus.success;
  },
});

export const steps = defineCommand<readonly [string?], object>({
  usage: 'steps [step]',
  summary: 'cli.datasets.steps.summary',
  arguments: ['cli.datasets.steps.step'],
  options: [],
  work: async ({ console, connect }, { arguments: [name] }) => {
    const { client } = await connect();
    const { steps: all } = await client.models.catalogue();
    const names = all.map(({ step }) => step);
    if (name !== undefined && !names.includes(name)) {
      const params = { step: name, nearest: nearestName(name, names), steps: names.join(', ') };
      throw new UserError('cli.stepUnknown', params);
    }
    const chosen = name === undefined ? all : all.filter(({ step }) => step === name);
    console.document(chosen);
    console.answer(
      name === undefined
        ? formatTable(
            [{ title: console.text('cli.column.step') }, { title: console.text('cli.column.about'), limit: 90 }],
            chosen.map(({ step }) => [step, wordOf(console, `recipe.about.${step}`)]),
          )
        : chosen.map((step) => describeStep(step, console)).join('\n'),
    );
    return exitStatus.success;
  },
});

function wordOf(console: Console, key: string): string {
  return hasMessage(key) ? console.text(key) : key;
}

function describeStep({ step, takes, formula, source, fields }: StepDescriptor, console: Console): string {
  const facts = formatFacts([
    [console.text('cli.column.step'), step],
    [console.text('cli.column.about'), wordOf(console, `recipe.about.${step}`)],
    [console.text('cli.column.takes'), console.text(`recipe.takes.${takes}`)],
    [console.text('cli.column.formula'), formula],
    ...(source === null ? [] : [[console.text('cli.column.source'), source] as const]),
  ]);
  if (fields.length === 0) return facts;
  return `${facts}\n\n${optionTable(fields, console)}`;
}

function describeRecipe(preview: RecipePreview, console: Console): string {
  const { rows, counts, fittedRows, sampled, featureCount, windowLength, targets, columns, shown } = preview;
  const shape = [...(windowLength === null ? [] : [windowLength]), featureCount ?? '?'].join(' × ');
  const facts = formatFacts([
    [console.text('cli.column.rows'), String(rows)],
    ...(['train', 'validation', 'test'] as const).map((part): [string, string] => [
      console.text(`recipe.part.${part}`),
      String(counts[part]),
    ]),
    [console.text('cli.column.fittedOn'), console.text('recipe.fittedOn', { rows: fittedRows, sampled })],
    [console.text('cli.column.features'), shape],
    ...targets.map(({ column, kind, mean, standardDeviation, classCount }): [string, string] => [
      console.text('cli.column.target'),
      kind === 'categorical'
        ? console.text('recipe.targetClasses', { column: printable(column), count: classCount })
        : console.text('recipe.targetNumbers', {
            column: printable(column),
            standardized: standardDeviation !== null && (mean !== 0 || standardDeviation !== 1),
            mean: formatReading(mean),
            deviation: formatReading(standardDeviation),
          }),
    ]),
  ]);
  const table = formatTable(
    [
      { title: console.text('cli.column.column'), limit: 28 },
      { title: console.text('cli.column.kind') },
      { title: console.text('cli.column.steps'), limit: 60 },
      { title: console.text('cli.column.features'), align: 'right' },
    ],
    columns.map(({ column, kind, steps: own, width }) => [
      column,
      console.text('cli.kind', { kind }),
      own.map(({ step }) => step).join(' › '),
      width === null ? '×' : String(width),
    ]),
  );
  const said = [
    ...columns.flatMap((column) => failureLines(column, console)),
    ...preview.warnings.map((warning) => console.text('cli.warning', { message: console.warning(warning) })),
  ];
  return [
    facts,
    table,
    ...shown.map((column) => describeColumn(column, console)),
    ...(said.length > 0 ? [said.join('\n')] : []),
  ].join('\n\n');
}

function failureLines({ problem }: RecipeColumn, console: Console): string[] {
  return problem === null ? [] : [console.errorLines(problem)];
}

/** Values of a shown column before, and after its last step; what each step learnt above. */
function describeColumn({ column, rows, parts, before, steps: own }: ShownColumn, console: Console): string {
  const learnt = own.flatMap(({ step, learnt: all }) =>
    all.flatMap(({ part, facts }) =>
      facts.map((fact): [string, string] => [part === column ? step : `${step} (${printable(part)})`, factText(fact)]),
    ),
  );
  const last = own.at(-1);
  const outputs = last?.outputs ?? [];
  const table = formatTable(
    [
      { title: console.text('cli.column.row'), align: 'right' },
      { title: console.text('cli.column.part') },
      { title: column, limit: 40 },
      ...outputs.map(({ name }) => ({ title: `› ${name}`, align: 'right' as const, limit: 24 })),
    ],
    rows.map((row, index) => [
      String(row),
      console.text(`recipe.part.${parts[index] ?? 'none'}`),
      before[index] ?? '·',
      ...outputs.map(({ values }) => {
        const value = values[index] ?? null;
        return typeof value === 'string' ? value : formatReading(value);
      }),
    ]),
  );
  const more = (last?.outputCount ?? 0) - outputs.length;
  return [
    ...(learnt.length > 0 ? [formatFacts(learnt)] : []),
    table,
    ...(more > 0 ? [console.text('recipe.moreFeatures', { count: more })] : []),
  ].join('\n');
}
