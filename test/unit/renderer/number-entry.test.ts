/** Number fields: what is taken for a number, what is refused and why, and what the arrow keys do. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  integersText,
  parseEntry,
  parseIntegers,
  stepEntry,
  type IntegersRule,
  type NumberRule,
} from '../../../renderer/components/number-entry.ts';

const units: NumberRule = { integer: true, minimum: 1, maximum: 1_000_000, words: ['classes'] };
const rate: NumberRule = { integer: false, minimum: 0, maximum: 1e12, words: [] };

describe('parseEntry', () => {
  it.each([
    ['64', { kind: 'value', value: 64 }],
    [' classes ', { kind: 'value', value: 'classes' }],
    ['-1', { kind: 'below' }],
    ['1.5', { kind: 'notAnInteger' }],
    ['1e9', { kind: 'above' }],
    ['NaN', { kind: 'notANumber' }],
    ['Infinity', { kind: 'notANumber' }],
    ['1e999', { kind: 'notANumber' }],
    ['0x10', { kind: 'notANumber' }],
    ['class', { kind: 'notANumber' }],
    ['', { kind: 'empty' }],
  ])('%s for units', (text, entry) => {
    expect(parseEntry(text, units)).toEqual(entry);
  });

  it('takes powers of ten and a decimal comma', () => {
    expect(parseEntry('1e-3', rate)).toEqual({ kind: 'value', value: 0.001 });
    expect(parseEntry('0,05', rate)).toEqual({ kind: 'value', value: 0.05 });
    expect(parseEntry('.5', rate)).toEqual({ kind: 'value', value: 0.5 });
  });

  it('reads back every number as JavaScript writes it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: 0, max: 1e12 }), (value) => {
        // Minus zero is written as 0.
        expect(parseEntry(String(value), rate)).toEqual({ kind: 'value', value: value + 0 });
      }),
    );
  });
});

describe('parseIntegers', () => {
  const sizes: IntegersRule = { minimum: 1, maximum: 9, lengths: [2], single: true };

  it.each([
    ['3', { kind: 'value', value: 3 }],
    ['3 × 5', { kind: 'value', value: [3, 5] }],
    ['3x5', { kind: 'value', value: [3, 5] }],
    ['3,5', { kind: 'value', value: [3, 5] }],
    [' 3  5 ', { kind: 'value', value: [3, 5] }],
    ['3，5', { kind: 'value', value: [3, 5] }],
    ['', { kind: 'empty' }],
    ['3 × 5 × 7', { kind: 'wrongCount' }],
    ['3 × 0', { kind: 'below' }],
    ['10', { kind: 'above' }],
    ['3 × 1.5', { kind: 'notAnInteger' }],
    ['3 by 5', { kind: 'notANumber' }],
  ])('%s', (text, entry) => {
    expect(parseIntegers(text, sizes)).toEqual(entry);
  });

  it('takes one number for a list only where it may stand for all', () => {
    const shape: IntegersRule = { minimum: -1, maximum: 99, lengths: [1, 2, 3], single: false };
    expect(parseIntegers('7', shape)).toEqual({ kind: 'value', value: [7] });
    expect(parseIntegers('-1 × 3', shape)).toEqual({ kind: 'value', value: [-1, 3] });
  });

  it('reads back what it writes', () => {
    for (const value of [3, [3, 5]])
      expect(parseIntegers(integersText(value), sizes)).toEqual({ kind: 'value', value });
  });
});

describe('stepEntry', () => {
  it.each([
    [0.001, 1, false, 0.002],
    [0.002, -1, false, 0.001],
    [0.001, -1, false, 0.0009],
    [0.0009, 1, false, 0.001],
    [0.3, 1, false, 0.4],
    [0.001, 1, true, 0.011],
    [0, -1, false, 0],
  ] as const)('%d by %d (coarse %s) is %d', (value, direction, coarse, expected) => {
    expect(stepEntry(value, direction, coarse, rate)).toBe(expected);
  });

  it('steps whole numbers by one or ten and stays within the rule', () => {
    expect(stepEntry(64, 1, false, units)).toBe(65);
    expect(stepEntry(64, -1, true, units)).toBe(54);
    expect(stepEntry(3, -1, true, units)).toBe(1);
  });
});
