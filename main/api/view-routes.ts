/** `views.*`: named views of the table of experiments. Every `id` may also be a name. */
import type { SavedViewRecord } from '../experiments/records.ts';
import type { Base } from './base.ts';
import { viewDefinition, type SavedView } from './contract/index.ts';
import type { Services } from './services.ts';

/** What a window of an older version stored is read as this one would have. */
export function toSavedView({ id, name, definition, isDefault }: SavedViewRecord): SavedView {
  const plain = { where: '', sort: null, order: null, columns: null, metric: null, at: 'best', groupBy: '' };
  const parsed = viewDefinition.safeParse({ ...plain, ...definition });
  return { id, name, definition: parsed.success ? parsed.data : viewDefinition.parse(plain), isDefault };
}

export function createViewRoutes(base: Base, { store }: Services) {
  const routes = base.views;
  return {
    list: routes.list.handler(() => store.views.list().map(toSavedView)),
    create: routes.create.handler(({ input: { name, definition } }) =>
      toSavedView(store.views.create(name, { ...definition })),
    ),
    update: routes.update.handler(({ input: { id, name, definition, isDefault } }) =>
      toSavedView(
        store.views.update(store.views.get(id).id, {
          ...(name === undefined ? {} : { name }),
          ...(definition === undefined ? {} : { definition: { ...definition } }),
          ...(isDefault === undefined ? {} : { isDefault }),
        }),
      ),
    ),
    remove: routes.remove.handler(({ input }) => {
      store.views.remove(input.id);
    }),
    restore: routes.restore.handler(({ input }) => toSavedView(store.views.restore(input.id))),
  };
}
