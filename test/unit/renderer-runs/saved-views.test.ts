/** Named views in the window: kept up by the stream, and told apart from the table as it stands. */
import { expect, test } from 'vitest';
import type { SavedView, ViewDefinition } from '../../../main/api/contract/index.ts';
import { ViewsStore, type ViewsApi } from '../../../renderer/state/views-store.svelte.ts';
import { isSameView } from '../../../renderer/views/experiments/same-view.ts';

const plain: ViewDefinition = {
  where: '',
  sort: null,
  order: null,
  columns: null,
  metric: null,
  at: 'best',
  groupBy: '',
};

function fakeApi(views: SavedView[]): ViewsApi {
  let next = 1;
  return {
    views: {
      list: () => Promise.resolve([...views]),
      create: ({ name, definition }) =>
        Promise.resolve({ id: `new${String(next++)}`, name, definition, isDefault: false }),
      update: ({ id, ...changes }) => {
        const before = views.find((view) => view.id === id);
        return before === undefined ? Promise.reject(new Error(id)) : Promise.resolve({ ...before, ...changes });
      },
      remove: () => Promise.resolve(),
      restore: ({ id }) => Promise.resolve({ id, name: id, definition: plain, isDefault: false }),
    },
  };
}

test('are fetched, changed at once, and follow other windows', async () => {
  const store = new ViewsStore(
    fakeApi([
      { id: 'a', name: 'a', definition: plain, isDefault: true },
      { id: 'b', name: 'b', definition: plain, isDefault: false },
    ]),
  );
  expect([store.loaded, store.first]).toEqual([false, null]);
  await store.refresh();
  expect([store.loaded, store.first?.id]).toEqual([true, 'a']);
  await store.update('b', { isDefault: true });
  expect(store.all.map(({ id, isDefault }) => [id, isDefault])).toEqual([
    ['a', false],
    ['b', true],
  ]);
  const made = await store.create('c', { ...plain, where: 'starred' });
  expect(store.get(made.id)?.definition.where).toBe('starred');
  await store.remove('a');
  expect(store.all.map(({ id }) => id)).toEqual(['b', made.id]);
  await store.restore('a');
  expect(store.get('a')?.name).toBe('a');
  store.apply([{ kind: 'views', views: [] }]);
  expect(store.all).toEqual([]);
});

test('the table is as the view has it, whatever makes no difference', () => {
  const same = (changes: Partial<ViewDefinition>): boolean => isSameView(plain, { ...plain, ...changes });
  expect(same({ where: '  ' })).toBe(true);
  expect(same({ sort: { id: 'when', direction: 'down' } })).toBe(true);
  expect(same({ order: { field: 'created', direction: 'down' } })).toBe(true);
  expect(same({ sort: { id: 'when', direction: 'up' } })).toBe(false);
  expect(same({ where: 'starred' })).toBe(false);
  expect(same({ columns: [{ id: 'name', pixels: 200, pinned: true }] })).toBe(false);
  expect([same({ metric: 'loss' }), same({ at: 'last' }), same({ groupBy: 'model' })]).toEqual([false, false, false]);
  const wide: ViewDefinition = { ...plain, columns: [{ id: 'name', pixels: 200, pinned: true }] };
  expect(isSameView(wide, { ...wide, columns: [{ id: 'name', pixels: 201, pinned: true }] })).toBe(false);
});
