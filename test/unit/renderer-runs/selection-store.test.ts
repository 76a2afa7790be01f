/** Colours of compared runs stay with their runs. */
import { describe, expect, it } from 'vitest';
import { SelectionStore } from '../../../renderer/state/selection-store.svelte.ts';

describe('SelectionStore', () => {
  it('gives colours in order of addition and keeps them when others leave', () => {
    const selection = new SelectionStore();
    selection.set(['a', 'b', 'c']);
    selection.remove('a');
    expect(selection.color('b').slot).toBe(2);
    expect(selection.color('c').slot).toBe(3);
    selection.add('d');
    expect(selection.color('d').slot).toBe(1);
    expect(selection.ids).toEqual(['b', 'c', 'd']);
  });

  it('dashes from the sixth on and mutes beyond the tenth', () => {
    const selection = new SelectionStore();
    selection.set(Array.from({ length: 12 }, (_, index) => `run${index}`));
    expect(selection.color('run4')).toEqual({ slot: 5, dashed: false });
    expect(selection.color('run5')).toEqual({ slot: 6, dashed: true });
    expect(selection.color('run9').slot).toBe(10);
    expect(selection.color('run10').slot).toBeNull();
  });

  it('keeps no run twice', () => {
    const selection = new SelectionStore();
    selection.set(['a', 'a', 'b']);
    expect(selection.ids).toEqual(['a', 'b']);
    selection.toggle('a');
    expect(selection.has('a')).toBe(false);
  });
});
