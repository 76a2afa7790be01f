/** Which runs a run was made from, and which were made from it: each with what its settings changed. */
import { settingDifferences } from '../base/setting-differences.ts';
import type { StoreContext } from './database.ts';
import { flattenSettings, modelLine } from './experiment-settings.ts';
import type { JsonObject, RunFamily, RunRelative, SettingChange } from './records.ts';

/** More are not followed: a chain this long is a search, and its list is the table of runs. */
const most = 50;

interface RelativeRow {
  id: string;
  name: string;
  removed_at: number | null;
  experiment: string;
  dataset_name: string;
  dataset_hash: string;
}

const selectRelatives = `
  SELECT runs.id, runs.name, runs.removed_at, runs.experiment, datasets.name AS dataset_name, datasets.hash AS dataset_hash
  FROM runs JOIN datasets ON datasets.key = runs.dataset_key`;

export function readFamily({ sql }: StoreContext, id: string): RunFamily {
  const [self, ...ancestors] = sql<[string, number], RelativeRow>(
    `WITH RECURSIVE line (key, parent_key, depth) AS (
       SELECT key, parent_key, 0 FROM runs WHERE id = ?
       UNION ALL
       SELECT runs.key, runs.parent_key, depth + 1 FROM runs JOIN line ON runs.key = line.parent_key WHERE depth < ?
     )
     ${selectRelatives} JOIN line ON line.key = runs.key ORDER BY line.depth`,
  ).all(id, most);
  if (self === undefined) return { ancestors: [], children: [] };
  const line = [self, ...ancestors];
  const children = sql<[string, number], RelativeRow>(
    `${selectRelatives} WHERE runs.parent_key = (SELECT key FROM runs WHERE id = ?) AND runs.removed_at IS NULL
     ORDER BY runs.key DESC LIMIT ?`,
  ).all(id, most);
  return {
    // What the younger of two neighbours changed stands with the older.
    ancestors: ancestors.map((ancestor, place) => relative(ancestor, changesOf(ancestor, line[place] ?? self))),
    children: children.map((child) => relative(child, changesOf(self, child))),
  };
}

function relative({ id, name, removed_at: removedAt }: RelativeRow, changes: SettingChange[]): RunRelative {
  return { id, name, isRemoved: removedAt !== null, changes };
}

/** The data first, then the model as a whole, then the settings in the order of the file. */
function changesOf(before: RelativeRow, after: RelativeRow): SettingChange[] {
  const changes: SettingChange[] = [];
  if (before.dataset_hash !== after.dataset_hash) {
    changes.push({ path: 'data', before: before.dataset_name, after: after.dataset_name });
  }
  return [
    ...changes,
    ...settingChanges(JSON.parse(before.experiment) as JsonObject, JSON.parse(after.experiment) as JsonObject),
  ];
}

/** A layer put in moves all that follow: models of other layers are told apart as wholes. */
export function settingChanges(before: JsonObject, after: JsonObject): SettingChange[] {
  const [line, other] = [modelLine(before), modelLine(after)];
  const isOtherModel = line !== other;
  const [flat, otherFlat] = [flattenSettings(before), flattenSettings(after)];
  const changes: SettingChange[] = isOtherModel ? [{ path: 'model', before: line, after: other }] : [];
  for (const path of settingDifferences(flat, otherFlat)) {
    if (isOtherModel && path.startsWith('model.')) continue;
    changes.push({ path, before: flat[path] ?? null, after: otherFlat[path] ?? null });
  }
  return changes;
}
