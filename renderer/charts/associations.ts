/** What a matrix of associations and the list beside it show. Pure. */
import type { Association } from '../../main/api/contract/index.ts';

export type AssociationHeat = 'minus3' | 'minus2' | 'minus1' | 'none0' | 'plus1' | 'plus2' | 'plus3';

/** Colour of a measure from -1 to 1: weak from 0.2 on, middling from 0.5, strong from 0.8. */
export function associationHeat(value: number): AssociationHeat {
  const size = Math.abs(value);
  const step = size >= 0.8 ? 3 : size >= 0.5 ? 2 : size >= 0.2 ? 1 : 0;
  if (step === 0) return 'none0';
  return `${value < 0 ? 'minus' : 'plus'}${step}`;
}

/** The strongest pairs, with a target those that it is in. */
export function strongestPairs(pairs: readonly Association[], target: string | null, most: number): Association[] {
  return pairs
    .filter(({ one, other }) => target === null || one === target || other === target)
    .toSorted((left, right) => Math.abs(right.value) - Math.abs(left.value))
    .slice(0, most);
}
