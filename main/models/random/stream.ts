/**
 * Random streams named by what they are for. A stream is a pure function of (seed, purpose, occasion): the same on
 * every machine, in any order of use, and after a resume.
 */
import { philox } from './philox.ts';

/** FNV-1a over the UTF-16 code units, from a given start: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string, start: number): number {
  let value = start;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}

/** The largest seed; the smallest is 0. */
export const maximumSeed = 0xffffffff;

export class RandomStream {
  readonly #key: readonly [number, number];
  readonly #tail: readonly [number, number];
  readonly #words = new Uint32Array(4);
  #block = 0;
  #used = 4;
  #spareNormal: number | null = null;

  /**
   * @param seed whole number from 0 to 2^32 - 1
   * @param purpose what the numbers are for, such as `initialize parameters/dense_1/kernel`
   * @param occasion which time, such as the epoch; whole number from 0 to 2^32 - 1
   */
  constructor(seed: number, purpose: string, occasion = 0) {
    this.#key = [seed >>> 0, hash(purpose, 0x811c9dc5)];
    // A second hash in the counter: two purposes that share the first one still differ.
    this.#tail = [occasion >>> 0, hash(purpose, 0x2f0b4c47)];
  }

  /** From 0 to 2^32 - 1. */
  word(): number {
    if (this.#used === 4) {
      philox([this.#block, 0, ...this.#tail], this.#key, this.#words);
      this.#block += 1;
      this.#used = 0;
    }
    const word = this.#words[this.#used] ?? 0;
    this.#used += 1;
    return word;
  }

  /** At least 0 and below 1, in steps of 2^-24: every value is a float32. */
  uniform(): number {
    return (this.word() >>> 8) * 2 ** -24;
  }

  /** Whole number from 0 to `bound` - 1, each equally likely: Lemire, https://arxiv.org/abs/1805.10941, by rejection. */
  below(bound: number): number {
    const rejected = 0x1_0000_0000 % bound;
    for (;;) {
      const word = this.word();
      if (word >= rejected) return word % bound;
    }
  }

  /**
   * Standard normal, by Box and Muller's transform, in pairs. Math.log and Math.cos are V8's own port of fdlibm,
   * so the numbers do not depend on the system.
   */
  normal(): number {
    if (this.#spareNormal !== null) {
      const spare = this.#spareNormal;
      this.#spareNormal = null;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** Standard normal, drawn again while further than two from 0. */
  truncatedNormal(): number {
    for (;;) {
      const value = this.normal();
      if (Math.abs(value) <= 2) return value;
    }
  }
}

/** The numbers from 0 to `count` - 1 in an order that is a function of (seed, purpose, occasion): Fisher and Yates. */
export function permutation(count: number, seed: number, purpose: string, occasion: number): Int32Array {
  const stream = new RandomStream(seed, purpose, occasion);
  const order = Int32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const chosen = stream.below(last + 1);
    const moved = order[last] ?? 0;
    order[last] = order[chosen] ?? 0;
    order[chosen] = moved;
  }
  return order;
}
