/** Says what a name in a query means: a fact, tags, a metric read somewhere, or a setting by its path. */
import { secondsSeries } from '../../base/run-seconds.ts';
import { nearestName } from '../../base/nearest.ts';
import type { StoreContext } from '../database.ts';
import { factCalled, facts, settingAliases, tagNames, type Fact } from './facts.ts';
import { queryProblem, type FieldName, type Reading } from './syntax.ts';

export type Field =
  | { readonly kind: 'fact'; readonly fact: Fact }
  | { readonly kind: 'tags' }
  | { readonly kind: 'metric'; readonly metric: string; readonly reading: Exclude<Reading, 'test'> }
  | { readonly kind: 'test'; readonly metric: string }
  | { readonly kind: 'setting'; readonly path: string };

/** The names that runs have, read from the store. */
export interface Names {
  readonly metrics: readonly string[];
  readonly tests: readonly string[];
  readonly settings: readonly string[];
}

/** Jumps from one name to the next in an index: as many steps as names, however many rows there are. */
function distinctSql(table: string, column: string): string {
  return `WITH RECURSIVE found (name) AS (
    SELECT min(${column}) FROM ${table}
    UNION ALL
    SELECT (SELECT min(${column}) FROM ${table} WHERE ${column} > found.name) FROM found WHERE found.name IS NOT NULL
  ) SELECT name FROM found WHERE name IS NOT NULL`;
}

/** Each kind is read when it is first asked for. */
export function readNames({ sql }: StoreContext): Names {
  const column = (text: string): string[] =>
    sql<[], { name: string }>(text)
      .all()
      .map(({ name }) => name);
  let metrics: readonly string[] | undefined;
  let tests: readonly string[] | undefined;
  let settings: readonly string[] | undefined;
  return {
    get metrics() {
      return (metrics ??= column(distinctSql('metrics', 'name')).filter((name) => name !== secondsSeries));
    },
    get tests() {
      return (tests ??= column(
        'SELECT DISTINCT each.key AS name FROM evaluations, json_each(evaluations.metrics) AS each ORDER BY 1',
      ));
    },
    get settings() {
      return (settings ??= column(distinctSql('run_settings', 'path')).filter((path) => path !== 'model'));
    },
  };
}

/** The settings that a name means: its path itself, a usual short word, else every path that ends in it. */
export function settingsCalled(name: string, paths: readonly string[]): string[] {
  const alias = settingAliases[name];
  if (alias !== undefined) return [alias];
  if (paths.includes(name)) return [name];
  return paths.filter((path) => path.endsWith(`.${name}`));
}

/** Null where the name means nothing. Throws `query.nameAmbiguous` where it means several settings. */
export function fieldCalled(field: FieldName, names: () => Names): Field | null {
  const { name, reading, span } = field;
  if (reading === 'test') return names().tests.includes(name) ? { kind: 'test', metric: name } : null;
  if (reading !== null) return names().metrics.includes(name) ? { kind: 'metric', metric: name, reading } : null;
  const fact = factCalled(name);
  if (fact !== undefined) return { kind: 'fact', fact };
  if (tagNames.includes(name)) return { kind: 'tags' };
  const known = names();
  if (known.metrics.includes(name)) return { kind: 'metric', metric: name, reading: 'best' };
  const [only, ...others] = settingsCalled(name, known.settings);
  if (only !== undefined && others.length > 0) {
    const matches = [only, ...others].slice(0, 6).join(', ');
    throw queryProblem('query.nameAmbiguous', span, { name, matches });
  }
  return only === undefined ? null : { kind: 'setting', path: only };
}

/** As `fieldCalled`; throws `query.nameUnknown` with the nearest name where it means nothing. */
export function resolveField(field: FieldName, names: () => Names): Field {
  const found = fieldCalled(field, names);
  if (found !== null) return found;
  const { metrics, tests, settings } = names();
  if (field.reading !== null) {
    const known = field.reading === 'test' ? tests : metrics;
    const nearest = nearestName(field.name, known);
    throw queryProblem('query.metricUnknown', field.span, { name: field.name, nearest });
  }
  const endings = settings.map((path) => path.slice(path.lastIndexOf('.') + 1));
  const everything = [
    ...facts.flatMap(({ name, aliases = [] }) => [name, ...aliases]),
    ...tagNames,
    ...Object.keys(settingAliases),
    ...metrics,
    ...settings,
    ...endings,
  ];
  // To a path, its own first part would always be near.
  const like = field.name.includes('.') ? everything.filter((known) => known.includes('.')) : everything;
  const nearest = nearestName(field.name, [...new Set(like)]);
  throw queryProblem('query.nameUnknown', field.span, { name: field.name, nearest });
}
