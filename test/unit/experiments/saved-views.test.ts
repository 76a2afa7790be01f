/** Named views: kept in the folder, told to every window, one of them first. */
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrations } from '../../../main/experiments/migrations/registry.ts';
import { openTestStore } from './support.ts';

test('are there at the next start, in the order in which they were made', () => {
  const { store, file } = openTestStore();
  const told: unknown[] = [];
  store.onChange((change) => told.push(change));
  const { id } = store.views.create('  best  of iris ', { where: 'dataset = "iris"', unknown: 1 });
  store.views.create('large', { where: 'size > 1 GB' });
  expect(told).toEqual([{ kind: 'views' }, { kind: 'views' }]);
  store.close();
  const { store: again } = openTestStore(file);
  expect(again.views.list()).toEqual([
    { id, name: 'best of iris', definition: { where: 'dataset = "iris"', unknown: 1 }, isDefault: false },
    expect.objectContaining({ name: 'large' }),
  ]);
  expect(again.views.get('large').definition).toEqual({ where: 'size > 1 GB' });
});

test('have names of their own, and one is first at most', () => {
  const { store } = openTestStore();
  const one = store.views.create('one', {});
  const two = store.views.create('two', {});
  expect(() => store.views.create('one', {})).toThrow('experiments.viewNameTaken');
  expect(() => store.views.update(two.id, { name: 'one' })).toThrow('experiments.viewNameTaken');
  expect(store.views.update(two.id, { name: 'two', definition: { where: 'a' } })).toMatchObject({ name: 'two' });
  store.views.update(one.id, { isDefault: true });
  store.views.update(two.id, { isDefault: true });
  expect(store.views.list().map(({ isDefault }) => isDefault)).toEqual([false, true]);
  store.views.update(two.id, { isDefault: false });
  expect(store.views.list().some(({ isDefault }) => isDefault)).toBe(false);
  expect(() => store.views.update('gone', { name: 'x' })).toThrow('experiments.viewNotFound');
});

test('a deleted one comes back, under another name where its own was taken, and not in the place of the first', () => {
  const { store } = openTestStore();
  const { id } = store.views.create('mine', { where: 'starred' });
  store.views.update(id, { isDefault: true });
  store.views.remove(id);
  expect(store.views.list()).toEqual([]);
  const other = store.views.create('mine', {});
  store.views.update(other.id, { isDefault: true });
  expect(store.views.restore(id)).toEqual({
    id,
    name: 'mine-2',
    definition: { where: 'starred' },
    isDefault: false,
  });
  expect(store.views.restore(id).name).toBe('mine-2');
});

test('0011: an older file has none', () => {
  const { store, file } = openTestStore();
  store.close();
  const database = new BetterSqlite3(file);
  database.exec('DROP TABLE saved_views');
  migrations.find(({ name }) => name === 'saved-views')?.up(database);
  expect(database.prepare('SELECT count(*) FROM saved_views').pluck().get()).toBe(0);
  database.close();
});
