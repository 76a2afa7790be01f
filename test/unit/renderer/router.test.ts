/** Hash routes: read, written, and never broken by what a person types into the address. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashOf, parseHash } from '../../../renderer/router.svelte.ts';

describe('parseHash', () => {
  it.each([
    ['', 'home', []],
    ['#', 'home', []],
    ['#token=abc', 'home', []],
    ['#/data', 'data', []],
    ['#/data/ab%20c', 'data', ['ab c']],
    ['#/runs/%E4', 'runs', ['%E4']],
  ])('%s', (hash, view, segments) => {
    const route = parseHash(hash);
    expect({ view: route.view, segments: route.segments }).toEqual({ view, segments });
  });

  it('reads what hashOf writes', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z]{1,8}$/u),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/u), fc.string({ minLength: 1, unit: 'grapheme' })),
        (view, query) => {
          const route = parseHash(hashOf(`/${view}`, query));
          expect(route.view).toBe(view);
          expect(Object.fromEntries(route.query)).toEqual({ ...query });
        },
      ),
    );
  });

  it('leaves empty values out', () => {
    expect(hashOf('/models', { data: 'a', as: undefined, tab: '' })).toBe('#/models?data=a');
  });
});
