/** Named views of the table of experiments: kept with the data, so that every window and every start has them. */
import { UserError } from '../base/errors.ts';
import type { StoreContext } from './database.ts';
import { freeName, tidyName } from './names.ts';
import type { JsonObject, SavedViewRecord } from './records.ts';
import type { ViewTable } from './store.ts';

interface ViewRow {
  readonly id: string;
  readonly name: string;
  readonly definition: string;
  readonly is_default: number;
}

export function createViewTable({ sql, transaction, changed, now, newId }: StoreContext): ViewTable {
  function list(): SavedViewRecord[] {
    return sql<[], ViewRow>(
      'SELECT id, name, definition, is_default FROM saved_views WHERE removed_at IS NULL ORDER BY created_at, key',
    )
      .all()
      .map(({ id, name, definition, is_default: isDefault }) => ({
        id,
        name,
        definition: JSON.parse(definition) as JsonObject,
        isDefault: isDefault === 1,
      }));
  }

  function get(reference: string): SavedViewRecord {
    const views = list();
    const found = views.find(({ id }) => id === reference) ?? views.find(({ name }) => name === reference);
    if (found !== undefined) return found;
    const known = views.map(({ name }) => name).join(', ');
    throw new UserError('experiments.viewNotFound', { reference, known });
  }

  function isNameTaken(name: string, id: string | null = null): boolean {
    return list().some((view) => view.name === name && view.id !== id);
  }

  function expectFree(name: string, id: string | null): void {
    if (isNameTaken(name, id)) throw new UserError('experiments.viewNameTaken', { name }, { path: 'name' });
  }

  return {
    list,
    get,

    create: (wished, definition) =>
      transaction(() => {
        const name = tidyName(wished, 'view');
        expectFree(name, null);
        const id = newId();
        sql<unknown[]>('INSERT INTO saved_views (id, name, definition, created_at) VALUES (?, ?, ?, ?)').run(
          id,
          name,
          JSON.stringify(definition),
          now(),
        );
        changed({ kind: 'views' });
        return get(id);
      }),

    update: (id, { name, definition, isDefault }) =>
      transaction(() => {
        const before = get(id);
        if (name !== undefined) {
          const tidy = tidyName(name, before.name);
          expectFree(tidy, before.id);
          sql<[string, string]>('UPDATE saved_views SET name = ? WHERE id = ?').run(tidy, before.id);
        }
        if (definition !== undefined) {
          sql<[string, string]>('UPDATE saved_views SET definition = ? WHERE id = ?').run(
            JSON.stringify(definition),
            before.id,
          );
        }
        if (isDefault !== undefined) {
          sql<[]>('UPDATE saved_views SET is_default = 0').run();
          sql<[number, string]>('UPDATE saved_views SET is_default = ? WHERE id = ?').run(isDefault ? 1 : 0, before.id);
        }
        changed({ kind: 'views' });
        return get(before.id);
      }),

    remove: (id) => {
      transaction(() => {
        sql<[number, string]>('UPDATE saved_views SET removed_at = ? WHERE id = ?').run(now(), get(id).id);
        changed({ kind: 'views' });
      });
    },

    restore: (id) =>
      transaction(() => {
        const row = sql<[string], { name: string; is_default: number }>(
          'SELECT name, is_default FROM saved_views WHERE id = ? AND removed_at IS NOT NULL',
        ).get(id);
        if (row === undefined) return get(id);
        // Meanwhile another one may have taken its name, or its place as the first that is seen.
        const name = freeName(row.name, isNameTaken);
        const isDefault = row.is_default === 1 && !list().some((view) => view.isDefault);
        sql<[string, number, string]>(
          'UPDATE saved_views SET removed_at = NULL, name = ?, is_default = ? WHERE id = ?',
        ).run(name, isDefault ? 1 : 0, id);
        changed({ kind: 'views' });
        return get(id);
      }),
  };
}
