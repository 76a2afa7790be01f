/** NumPy's legacy generator (`numpy.random.RandomState`), bit for bit, so that our draws are scikit-learn's. */

const stateLength = 624;
const middle = 397;

/** MT19937 as `RandomState(seed)` seeds it. */
export class NumpyRandom {
  readonly #state = new Uint32Array(stateLength);
  #position = stateLength;

  /** `seed` is 0 to 4,294,967,295. */
  constructor(seed: number) {
    let value = seed >>> 0;
    for (let index = 0; index < stateLength; index++) {
      this.#state[index] = value;
      value = (Math.imul(1812433253, value ^ (value >>> 30)) + index + 1) >>> 0;
    }
  }

  /** 32 random bits. */
  nextUint32(): number {
    if (this.#position === stateLength) this.#twist();
    let value = at(this.#state, this.#position++);
    value ^= value >>> 11;
    value ^= (value << 7) & 0x9d2c5680;
    value ^= (value << 15) & 0xefc60000;
    value ^= value >>> 18;
    return value >>> 0;
  }

  /** A whole number from 0 to `maximum`, both included, by masked rejection. `maximum` is below 2^32. */
  interval(maximum: number): number {
    if (maximum === 0) return 0;
    const mask = 0xffffffff >>> Math.clz32(maximum);
    for (;;) {
      const value = (this.nextUint32() & mask) >>> 0;
      if (value <= maximum) return value;
    }
  }

  /** Fisher-Yates from the end, as `RandomState.shuffle`. */
  shuffle(values: Int32Array): void {
    for (let last = values.length - 1; last > 0; last--) {
      const other = this.interval(last);
      const kept = at(values, other);
      values[other] = at(values, last);
      values[last] = kept;
    }
  }

  /** `RandomState.permutation(count)`. */
  permutation(count: number): Int32Array {
    const values = Int32Array.from({ length: count }, (_, index) => index);
    this.shuffle(values);
    return values;
  }

  /** `RandomState.choice(values, size=count, replace=False)`. */
  choice(values: Int32Array, count: number): Int32Array {
    return this.permutation(values.length)
      .subarray(0, count)
      .map((index) => at(values, index));
  }

  #twist(): void {
    const state = this.#state;
    for (let index = 0; index < stateLength; index++) {
      const next = at(state, (index + 1) % stateLength);
      const joined = (at(state, index) & 0x80000000) | (next & 0x7fffffff);
      const shifted = at(state, (index + middle) % stateLength) ^ (joined >>> 1);
      state[index] = next & 1 ? shifted ^ 0x9908b0df : shifted;
    }
    this.#position = 0;
  }
}

/** An element that is known to be there. */
function at(values: Uint32Array | Int32Array, index: number): number {
  return values[index] ?? 0;
}
