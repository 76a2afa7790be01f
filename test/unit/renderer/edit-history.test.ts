/** Undo and redo: what is undone comes back, and typing in one field is one step. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EditHistory } from '../../../renderer/views/models/edit-history.svelte.ts';

it('undoes and redoes in order', () => {
  const history = new EditHistory('a');
  history.push('b');
  history.push('c');
  history.undo();
  expect(history.present).toBe('b');
  history.undo();
  expect([history.present, history.canUndo, history.canRedo]).toEqual(['a', false, true]);
  history.redo();
  history.push('d');
  expect([history.present, history.canRedo]).toEqual(['d', false]);
});

it('makes one step of edits with the same key, until another comes between', () => {
  const history = new EditHistory('');
  for (const text of ['1', '12', '128']) history.push(text, 'units');
  history.push('other', 'epochs');
  history.push('129', 'units');
  history.undo();
  expect(history.present).toBe('other');
  history.undo();
  expect(history.present).toBe('128');
  history.undo();
  expect(history.present).toBe('');
});

it('redoing everything after undoing everything changes nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { maxLength: 50 }), (values) => {
      const history = new EditHistory<number>(-1.5);
      for (const value of values) history.push(value);
      const end = history.present;
      let undone = 0;
      while (history.canUndo) {
        history.undo();
        undone += 1;
      }
      expect(history.present).toBe(-1.5);
      for (let step = 0; step < undone; step += 1) history.redo();
      expect(history.present).toBe(end);
    }),
  );
});
