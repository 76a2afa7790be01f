/** The lanes beside a list of layers. */
import { expect, test } from 'vitest';
import { drawWiring } from '../../../renderer/views/run/model/wiring.ts';

test('a chain is one straight line', () => {
  const { rows, width } = drawWiring([
    { id: 'in', inputs: [] },
    { id: 'a', inputs: ['in'] },
    { id: 'b', inputs: ['a'] },
  ]);
  expect(width).toBe(1);
  expect(rows.map(({ lane, from, past, below }) => [lane, from, past, below])).toEqual([
    [0, [], [], [0]],
    [0, [0], [], [0]],
    [0, [0], [], []],
  ]);
});

test('a way around layers runs past them and ends where it is taken', () => {
  const { rows, width } = drawWiring([
    { id: 'in', inputs: [] },
    { id: 'a', inputs: ['in'] },
    { id: 'b', inputs: ['a'] },
    { id: 'sum', inputs: ['b', 'in'] },
    { id: 'out', inputs: ['sum'] },
  ]);
  expect(width).toBe(2);
  const byId = Object.fromEntries(rows.map((row) => [row.id, row]));
  // The input is needed once more: what takes it first goes into a lane of its own.
  expect(byId['a']).toMatchObject({ lane: 1, from: [0], past: [0], below: [0, 1] });
  expect(byId['b']).toMatchObject({ lane: 1, from: [1], past: [0], below: [0, 1] });
  expect(byId['sum']).toMatchObject({ lane: 0, from: [1, 0], past: [], below: [0] });
  expect(byId['out']).toMatchObject({ lane: 0, from: [0], below: [] });
});

test('lanes that were left are used again, and several ends and beginnings stand beside one another', () => {
  const { rows, width } = drawWiring([
    { id: 'one', inputs: [] },
    { id: 'two', inputs: [] },
    { id: 'a', inputs: ['one'] },
    { id: 'b', inputs: ['two'] },
    { id: 'both', inputs: ['a', 'b'] },
    { id: 'left', inputs: ['both'] },
    { id: 'right', inputs: ['both'] },
  ]);
  expect(width).toBe(2);
  expect(rows.map(({ id, lane }) => `${id} ${lane}`)).toEqual([
    'one 0',
    'two 1',
    'a 0',
    'b 1',
    'both 0',
    'left 1',
    'right 0',
  ]);
  expect(rows.at(-1)?.below).toEqual([]);
});
