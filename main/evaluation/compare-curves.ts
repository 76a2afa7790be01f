/** How far two records of the same training lie apart. */

export interface ComparedNumbers {
  /** Bit for bit, where NaN equals NaN. */
  readonly equal: boolean;
  /** Largest absolute difference; null where one is not finite and the other is another. */
  readonly largest: number | null;
  /** Where it is, from 0; null for equals. */
  readonly at: number | null;
}

/** Over the places that both have. */
export function compareNumbers(left: ArrayLike<number>, right: ArrayLike<number>): ComparedNumbers {
  let [largest, at]: [number, number | null] = [0, null];
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const [one, other] = [left[index] ?? NaN, right[index] ?? NaN];
    if (Object.is(one, other)) continue;
    const apart = Math.abs(one - other);
    // Nothing is further apart than a number and what is none.
    if (!Number.isFinite(apart)) return { equal: false, largest: null, at: index };
    if (at === null || apart > largest) [largest, at] = [apart, index];
  }
  return { equal: at === null, largest, at };
}
