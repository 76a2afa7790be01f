/** Chooses the feature columns of an experiment and reads columns as a recipe takes them. */
import { UserError } from '../../base/errors.ts';
import { nearestName } from '../../base/nearest.ts';
import type { TableManifest, ManifestColumn } from '../manifest.ts';
import type { Database } from '../process/database.ts';
import { sqlName } from '../process/sql.ts';
import type { Block } from '../recipe/blocks.ts';
import { readingOf, stepsFor } from '../recipe/recipe.ts';
import { columnsOf, type PreprocessSpec, type TableSpec } from '../spec.ts';
import { splitMethods } from '../splits/registry.ts';
import { warning, type DataWarning } from '../types.ts';

/** A column by its name, or UserError `code` with the nearest name there is. */
export function findColumn(manifest: TableManifest, name: string, code: string, path: string): ManifestColumn {
  const column = manifest.columns.find((candidate) => candidate.name === name);
  if (column) return column;
  const names = manifest.columns.map((candidate) => candidate.name);
  throw new UserError(code, { column: name, nearest: nearestName(name, names), columns: names.join(', ') }, { path });
}

export interface ChosenFeatures {
  readonly columns: ManifestColumn[];
  /** Names of the columns of each input, where they are given by input. */
  readonly inputs: Readonly<Record<string, readonly string[]>> | null;
  readonly warnings: DataWarning[];
}

/**
 * `all` leaves out, with a warning, what cannot be a feature as it is: columns without a value, without steps of their
 * own free text and dates, the column that says which group or part a row belongs to, and that of the rows' weights.
 * Named features are taken at their word, or refused. Of windows the target's own past is a feature like any other. Targets
 * are features only where they are all of them: an autoencoder gives back what came in.
 */
export function chooseFeatures(manifest: TableManifest, spec: TableSpec): ChosenFeatures {
  const own = spec.preprocess.columns;
  const targets = new Set(columnsOf(spec).targets);
  for (const name of Object.keys(own)) {
    findColumn(manifest, name, 'datasets.recipeColumn', `data.preprocess.columns.${name}`);
  }
  if (spec.features === 'all') {
    const warnings: DataWarning[] = [];
    const leftOut = splitMethods[spec.split.method].column === 'readAndLeftOut' ? spec.split.by : undefined;
    const columns = manifest.columns.filter((column) => {
      if (targets.has(column.name) && spec.window === undefined) return false;
      // A column with steps of its own is meant to be a feature.
      const fits = hasOwnSteps(column, spec.preprocess) || column.kind !== 'date';
      const spoken = column.name === leftOut ? 'split' : spokenFor(column.name, spec);
      const reason = unusable(column, manifest.rows, spec.preprocess) ?? spoken ?? (fits ? null : 'date');
      if (reason !== null) warnings.push(warning('datasets.featureLeftOut', { reason }, { column: column.name }));
      return reason === null;
    });
    if (columns.length === 0) throw noFeatures(manifest, spec);
    return { columns, inputs: null, warnings };
  }
  if (Array.isArray(spec.features)) {
    return { columns: namedFeatures(manifest, spec, spec.features, 'data.features'), inputs: null, warnings: [] };
  }
  const lists = Object.entries(spec.features);
  const all = lists.flatMap(([input, names]) => namedFeatures(manifest, spec, names, `data.features.${input}`));
  // A column of several inputs is prepared once.
  const columns = [...new Map(all.map((column) => [column.name, column])).values()];
  return { columns, inputs: spec.features, warnings: [] };
}

/** Texts that only lack a step are what the person means to learn from: the error says which, and what they need. */
function noFeatures(manifest: TableManifest, spec: TableSpec): UserError {
  const { targets } = columnsOf(spec);
  const target = targets.join(', ');
  const texts = manifest.columns
    .filter(({ name }) => !targets.includes(name))
    .filter((column) => unusable(column, manifest.rows, spec.preprocess) === 'text')
    .map(({ name }) => name);
  const path = 'data.features';
  return texts.length === 0
    ? new UserError('datasets.noFeatures', { target }, { path })
    : new UserError('datasets.textsNeedSteps', { target, columns: texts.join(', '), count: texts.length }, { path });
}

function namedFeatures(
  manifest: TableManifest,
  spec: TableSpec,
  names: readonly string[],
  place: string,
): ManifestColumn[] {
  const { targets } = columnsOf(spec);
  const given = restores(spec, targets);
  const seen = new Set<string>();
  return names.map((name, index) => {
    const path = `${place}[${index}]`;
    const column = findColumn(manifest, name, 'datasets.featureMissing', path);
    if (targets.includes(name) && spec.window === undefined && !given)
      throw new UserError('datasets.targetAmongFeatures', { column: name }, { path });
    if (seen.has(name)) throw new UserError('datasets.featureTwice', { column: name }, { path });
    seen.add(name);
    const reason = unusable(column, manifest.rows, spec.preprocess);
    if (reason !== null) throw new UserError('datasets.featureUnusable', { column: name, reason }, { path });
    return column;
  });
}

/** Whether the features are the targets, several of them and no others: what comes in is to be given back. */
function restores({ features, window }: TableSpec, targets: readonly string[]): boolean {
  if (!Array.isArray(features) || window !== undefined || targets.length < 2) return false;
  return features.length === targets.length && targets.every((name) => features.includes(name));
}

/** What else than a feature a column is, as an experiment names it. */
function spokenFor(name: string, { sampleWeight, window }: TableSpec): 'weight' | 'series' | null {
  if (name === sampleWeight) return 'weight';
  return name === window?.time || name === window?.group ? 'series' : null;
}

function unusable(column: ManifestColumn, rows: number, preprocess: PreprocessSpec): 'empty' | 'text' | null {
  if (column.missing === rows) return 'empty';
  return column.kind === 'text' && !hasOwnSteps(column, preprocess) ? 'text' : null;
}

/** Whether somebody wrote steps for the column, which then is meant to be a feature. */
function hasOwnSteps({ name, kind }: ManifestColumn, preprocess: PreprocessSpec): boolean {
  return stepsFor(name, kind, preprocess).origin !== 'default';
}

/** Reads a column whole. A number that is infinite or NaN is a UserError that names its row. */
export async function readColumn(
  database: Database,
  table: string,
  { name, kind }: ManifestColumn,
  rows: number,
): Promise<Block> {
  const reading = readingOf(kind);
  const column = sqlName(name);
  if (reading === 'texts') return database.column(`SELECT ${column} FROM ${table}`, name, reading, rows);
  if (kind === 'number') await requireFinite(database, table, name);
  const expression = {
    integer: `${column}::DOUBLE`,
    number: column,
    boolean: `${column}::INTEGER::DOUBLE`,
    // Days since 1970-01-01.
    date: `epoch_us(${column})::DOUBLE / 86400000000`,
    category: column,
    text: column,
  }[kind];
  return database.column(`SELECT ${expression} FROM ${table}`, name, reading, rows);
}

async function requireFinite(database: Database, table: string, name: string): Promise<void> {
  const [found] = await database.rows(
    `SELECT row::DOUBLE, value::VARCHAR FROM (SELECT row_number() OVER () - 1 AS row, ${sqlName(name)} AS value FROM ${table})
     WHERE value IS NOT NULL AND NOT isfinite(value) ORDER BY row LIMIT 1`,
  );
  if (!found) return;
  const row = Number(found[0]);
  throw new UserError(
    'datasets.valueNotFinite',
    { column: name, row, value: String(found[1]) },
    { location: { column: name, row } },
  );
}
