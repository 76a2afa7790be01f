/**
 * Fits a recipe without writing anything: what each column becomes, what was learnt for it, and a few rows before and after
 * each step. Large tables are fitted on a fixed draw of their rows.
 */
import { UserError } from '../../base/errors.ts';
import type { ManifestColumn, TableManifest } from '../manifest.ts';
import type { Database } from '../process/database.ts';
import { sqlName } from '../process/sql.ts';
import type { Block } from '../recipe/blocks.ts';
import { learntFacts } from '../recipe/learnt-facts.ts';
import { groupOf, stepsFor, traceColumn, type TracedStep } from '../recipe/recipe.ts';
import type { FitContext } from '../recipe/step.ts';
import type { Split } from '../split.ts';
import { targetsOf, type TableSpec, type TargetUse } from '../spec.ts';
import { rowsThatMeet, withComputed } from './expressions.ts';
import { chooseFeatures, findColumn, readColumn } from './features.ts';
import { encodableTarget, prepareTargets, type PreparedTargets } from './prepare-targets.ts';
import type { RecipePreview, RecipePreviewRequest } from './recipe-preview-types.ts';
import { asText } from './rows.ts';
import { withStored } from './stored.ts';

/** A table up to here is fitted as it is; of a larger one, about so many rows. */
const mostRows = 50_000;
/** Rows that lack a value are looked for, as far as there are any: so many of those shown. */
const missingShown = 3;
const shownOutputs = 12;
const shownClasses = 30;
const shownNames = 200;

export async function previewRecipe(request: RecipePreviewRequest, signal: AbortSignal): Promise<RecipePreview> {
  const { folder, spec, columns: asked, rows: wanted } = request;
  return withStored(folder, signal, async (database, stored, storedManifest) => {
    const computed = await withComputed(database, stored, storedManifest, spec);
    const { table, manifest } = computed;
    const chosen = await rowsThatMeet(database, computed, spec);
    const uses = request.uses ?? usesByKind(manifest, spec);
    const targets = await prepareTargets({ database, table, manifest, spec, uses, chosen });
    const features = chooseFeatures(manifest, spec);
    const drawn = await drawRows(database, table, manifest.rows, features.columns);
    const parts = partsOf(targets, manifest.rows);
    const trainingRows = placesOf(targets.windows?.trainingRows ?? targets.split.train, drawn, manifest.rows);
    const context = contextOf(targets, drawn, trainingRows);
    const columns: RecipePreview['columns'] = [];
    const shown: RecipePreview['shown'] = [];
    for (const column of features.columns) {
      const block = await readColumn(database, drawn.table, column, drawn.rows.length);
      const places = asked.includes(column.name) ? rowsToShow(block, trainingRows, wanted) : new Int32Array();
      const { facts, steps } = trace(column, block, trainingRows, places, spec, context);
      columns.push(facts);
      if (places.length === 0) continue;
      const rows = Array.from(places, (place) => drawn.rows[place] ?? 0);
      shown.push({
        column: column.name,
        rows,
        parts: rows.map((row) => partNames[parts[row] ?? 0] ?? 'none'),
        before: await textsOf(database, drawn.table, column, places),
        steps,
      });
      signal.throwIfAborted();
    }
    const widths = columns.map(({ width }) => width);
    const { split } = targets;
    return {
      rows: manifest.rows,
      counts: { train: split.train.length, validation: split.validation.length, test: split.test.length },
      fittedRows: trainingRows.length,
      sampled: drawn.rows.length < manifest.rows,
      targets: describeTargets(targets),
      columns,
      featureCount: widths.reduce((sum, width) => (sum === null || width === null ? null : sum + width), 0),
      windowLength: spec.window?.length ?? null,
      computed: Object.keys(spec.compute).map((name) => {
        const { kind } = findColumn(manifest, name, 'datasets.columnUnknown', 'data.compute');
        return { name, kind };
      }),
      shown,
      warnings: [...targets.warnings, ...features.warnings],
    };
  });
}

/** Classes of texts and booleans, and of what a split is stratified by; else numbers. */
function usesByKind(manifest: TableManifest, spec: TableSpec): TargetUse[] {
  return targetsOf(spec).map(({ columns: [name] }, index) => {
    if (index === 0 && spec.split.method === 'stratified') return 'categorical';
    const kind = manifest.columns.find((column) => column.name === name)?.kind;
    return kind === 'category' || kind === 'text' || kind === 'boolean' ? 'categorical' : 'regression';
  });
}

interface DrawnRows {
  /** As SQL reads it: the columns, and each row's number in `rowName`. */
  readonly table: string;
  /** Numbers in the whole table, ascending. */
  readonly rows: Int32Array;
}

const rowName = 'athanor_row';

/** The same rows each time. */
async function drawRows(
  database: Database,
  table: string,
  rows: number,
  columns: readonly ManifestColumn[],
): Promise<DrawnRows> {
  const drawn = 'athanor_drawn';
  const names = columns.map(({ name }) => sqlName(name)).join(', ');
  const where = rows <= mostRows ? '' : `WHERE hash(${rowName}) % ${rows} < ${mostRows}`;
  await database.run(
    `CREATE TEMP TABLE ${drawn} AS
     SELECT * FROM (SELECT ${names}, row_number() OVER () - 1 AS ${rowName} FROM ${table}) ${where} ORDER BY ${rowName}`,
  );
  const [count] = await database.row(`SELECT count(*)::DOUBLE FROM ${drawn}`);
  const query = `SELECT ${rowName}::DOUBLE FROM ${drawn}`;
  const numbers = await database.column(query, rowName, 'numbers', Number(count));
  // DuckDB keeps the order in which it was filled.
  return { table: drawn, rows: Int32Array.from(numbers.kind === 'numbers' ? numbers.values : []) };
}

/** Where rows of the whole table are among the drawn ones, in the order given; those not drawn are left out. */
function placesOf(rows: Int32Array, { rows: drawn }: DrawnRows, tableRows: number): Int32Array {
  const places = new Int32Array(tableRows).fill(-1);
  drawn.forEach((row, place) => (places[row] = place));
  return rows.map((row) => places[row] ?? -1).filter((place) => place >= 0);
}

/** What a step may know of the target, row for row with the training rows that were drawn. */
function contextOf({ targets, windows }: PreparedTargets, drawn: DrawnRows, trainingRows: Int32Array): FitContext {
  if (windows !== null) return { target: null };
  const rows = trainingRows.map((place) => drawn.rows[place] ?? 0);
  return { target: encodableTarget(targets, rows) };
}

/** The first training rows as they were drawn, some that lack a value among them, in file order. */
function rowsToShow(block: Block, trainingRows: Int32Array, wanted: number): Int32Array {
  const isMissing = (row: number): boolean =>
    block.kind === 'numbers' ? Number.isNaN(block.values[row]) : block.values[row] === null;
  const all = Array.from(trainingRows);
  const lacking = all.filter(isMissing).slice(0, Math.min(missingShown, wanted));
  const others = all.filter((row) => !lacking.includes(row)).slice(0, wanted - lacking.length);
  return Int32Array.from([...lacking, ...others]).sort();
}

async function textsOf(
  database: Database,
  table: string,
  { name, kind }: ManifestColumn,
  places: Int32Array,
): Promise<(string | null)[]> {
  const rows = await database.rows(
    `SELECT cell FROM (SELECT ${asText(name, kind)} AS cell, row_number() OVER (ORDER BY ${rowName}) - 1 AS place FROM ${table})
     WHERE place IN (${Array.from(places).join(', ')}) ORDER BY place`,
  );
  return rows.map(([cell]) => (typeof cell === 'string' ? cell : null));
}

function trace(
  { name, kind }: ManifestColumn,
  block: Block,
  trainingRows: Int32Array,
  places: Int32Array,
  { preprocess }: TableSpec,
  context: FitContext,
): { facts: RecipePreview['columns'][number]; steps: RecipePreview['shown'][number]['steps'] } {
  const chosen = stepsFor(name, kind, preprocess);
  const traced: TracedStep[] = [];
  let problem: UserError | null = null;
  try {
    traceColumn(block, trainingRows, places, chosen, context, (step) => traced.push(step));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problem = error;
  }
  const outputs = problem === null ? (traced.at(-1)?.outputs.map((output) => output.name) ?? [name]) : null;
  return {
    facts: {
      column: name,
      kind,
      group: groupOf(kind),
      origin: chosen.origin,
      steps: chosen.steps.map((step) => ({ ...step })),
      outputs: outputs?.slice(0, shownNames) ?? null,
      width: outputs?.length ?? null,
      problem: problem === null ? null : problemOf(problem),
      failedStep: problem !== null && traced.length < chosen.steps.length ? traced.length : null,
    },
    steps: places.length === 0 ? [] : traced.map(describeStep),
  };
}

function problemOf(error: UserError): NonNullable<RecipePreview['columns'][number]['problem']> {
  const { code, params, path } = error.serialize();
  const { row, column } = error.location ?? {};
  const location = { ...(row === undefined ? {} : { row }), ...(column === undefined ? {} : { column }) };
  return { code, params: { ...params }, ...(path === undefined ? {} : { path }), location };
}

function describeStep({ options, learnt, outputs }: TracedStep): RecipePreview['shown'][number]['steps'][number] {
  return {
    step: options.step,
    learnt: learnt.slice(0, shownOutputs).map(({ part, fitted }) => ({
      part,
      facts: learntFacts(fitted, options).map(({ name, values, count }) => ({ name, values: [...values], count })),
    })),
    outputs: outputs.slice(0, shownOutputs).map(({ name, values }) => ({
      name,
      values: Array.from(values, (value: number | string | null) => (Number.isNaN(value) ? null : value)),
    })),
    outputCount: outputs.length,
  };
}

const partNames = ['none', 'train', 'validation', 'test'] as const;

/** By row, the place of its part in `partNames`. */
function partsOf({ split }: PreparedTargets, rows: number): Uint8Array {
  const parts = new Uint8Array(rows);
  const mark = (of: Split, name: 'train' | 'validation' | 'test'): void => {
    for (const row of of[name]) parts[row] = partNames.indexOf(name);
  };
  mark(split, 'train');
  mark(split, 'validation');
  mark(split, 'test');
  return parts;
}

function describeTargets({ targets, split }: PreparedTargets): RecipePreview['targets'] {
  return targets.flatMap(({ target, values }): RecipePreview['targets'] => {
    const { output } = target;
    if (target.kind !== 'categorical') {
      return target.columns.map(({ column, mean, standardDeviation }) => {
        const scale =
          target.kind === 'regression' ? { mean, standardDeviation } : { mean: null, standardDeviation: null };
        return { output, column, kind: target.kind, ...scale, classes: [], classCount: 0 };
      });
    }
    const count = (rows: Int32Array): number[] => {
      const counts = target.classes.map(() => 0);
      for (const row of rows) counts[values[row] ?? 0] = (counts[values[row] ?? 0] ?? 0) + 1;
      return counts;
    };
    const [train, validation, test] = [count(split.train), count(split.validation), count(split.test)];
    const classes = target.classes.slice(0, shownClasses).map((name, index) => ({
      name,
      train: train[index] ?? 0,
      validation: validation[index] ?? 0,
      test: test[index] ?? 0,
    }));
    const classCount = target.classes.length;
    return [
      { output, column: target.column, kind: 'categorical', mean: null, standardDeviation: null, classes, classCount },
    ];
  });
}
