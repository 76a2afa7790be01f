/** What is done to many runs at once: stars, tags, the archive, deleting and taking back. One transaction, whatever the number. */
import type { StoreContext } from './database.ts';
import { tidyName } from './names.ts';
import type { RunMarks, RunsChanged, RunStatus } from './records.ts';
import { runNotFound } from './run-rows.ts';
import { countSettings } from './setting-counts.ts';
import { isActive } from './status.ts';

interface MarkedRow {
  readonly id: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly dataset: string;
  readonly removed_at: number | null;
}

const these = 'id IN (SELECT value FROM json_each(?))';

/** In the order of `ids`. Throws UserError `experiments.runNotFound`. */
function readRows({ sql }: StoreContext, ids: readonly string[]): MarkedRow[] {
  const rows = sql<[string], MarkedRow>(
    `SELECT runs.id, runs.name, status, datasets.id AS dataset, runs.removed_at
     FROM json_each(?) AS asked JOIN runs ON runs.id = asked.value JOIN datasets ON datasets.key = runs.dataset_key
     ORDER BY asked.key`,
  ).all(JSON.stringify([...new Set(ids)]));
  const found = new Set(rows.map(({ id }) => id));
  const missing = ids.find((id) => !found.has(id));
  if (missing !== undefined) throw runNotFound(missing);
  return rows;
}

function divide(rows: readonly MarkedRow[], needsRest: boolean): { rows: MarkedRow[]; atWork: RunsChanged['atWork'] } {
  const isLeft = (row: MarkedRow): boolean => needsRest && isActive(row.status);
  return {
    rows: rows.filter((row) => !isLeft(row)),
    atWork: rows.filter(isLeft).map(({ id, name }) => ({ id, name })),
  };
}

/** Runs at work cannot be archived; all else can be said of any run. */
export function markRuns(context: StoreContext, wanted: readonly string[], marks: RunMarks): RunsChanged {
  const { sql, transaction } = context;
  return transaction(() => {
    const { rows, atWork } = divide(readRows(context, wanted), marks.archived === true);
    const changed = rows.map(({ id }) => id);
    const ids = JSON.stringify(changed);
    if (marks.starred !== undefined) {
      sql<[number, string]>(`UPDATE runs SET starred = ? WHERE ${these}`).run(marks.starred ? 1 : 0, ids);
    }
    if (marks.archived === true) {
      sql<[number, string]>(`UPDATE runs SET archived_at = coalesce(archived_at, ?) WHERE ${these}`).run(
        context.now(),
        ids,
      );
    } else if (marks.archived === false) sql<[string]>(`UPDATE runs SET archived_at = NULL WHERE ${these}`).run(ids);
    const tags = (names: readonly string[] = []): string =>
      JSON.stringify(names.map((name) => tidyName(name, '')).filter((name) => name !== ''));
    sql<[string, string]>(
      `DELETE FROM run_tags WHERE run_key IN (SELECT key FROM runs WHERE ${these})
         AND tag IN (SELECT value FROM json_each(?))`,
    ).run(ids, tags(marks.removeTags));
    sql<[string, string]>(
      `INSERT OR IGNORE INTO run_tags (run_key, tag)
         SELECT runs.key, tags.value FROM runs JOIN json_each(?) AS tags WHERE runs.${these}`,
    ).run(tags(marks.addTags), ids);
    for (const id of changed) context.changed({ kind: 'run', id });
    return { changed, atWork };
  });
}

/** Hides ended runs; those at work are left. */
export function removeRuns(context: StoreContext, wanted: readonly string[]): RunsChanged {
  const { sql, transaction } = context;
  return transaction(() => {
    const there = readRows(context, wanted).filter((row) => row.removed_at === null);
    const { rows, atWork } = divide(there, true);
    const changed = rows.map(({ id }) => id);
    sql<[number, string]>(`UPDATE runs SET removed_at = ? WHERE ${these}`).run(context.now(), JSON.stringify(changed));
    countSettings(context, changed, -1);
    for (const id of changed) context.changed({ kind: 'runRemoved', id });
    tellDatasets(context, rows);
    return { changed, atWork };
  });
}

/** Brings removed runs back. Gives those that were removed. */
export function restoreRuns(context: StoreContext, wanted: readonly string[]): string[] {
  const { sql, transaction } = context;
  return transaction(() => {
    const rows = readRows(context, wanted).filter((row) => row.removed_at !== null);
    const changed = rows.map(({ id }) => id);
    sql<[string]>(`UPDATE runs SET removed_at = NULL WHERE ${these}`).run(JSON.stringify(changed));
    countSettings(context, changed, 1);
    for (const id of changed) context.changed({ kind: 'run', id });
    tellDatasets(context, rows);
    return changed;
  });
}

/** Their counts of runs are others now. */
function tellDatasets(context: StoreContext, rows: readonly MarkedRow[]): void {
  for (const id of new Set(rows.map(({ dataset }) => dataset))) context.changed({ kind: 'dataset', id });
}
