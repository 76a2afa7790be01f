/** The discrete Fourier transform of real frames whose length is a power of two. */

export interface Fourier {
  /**
   * `|X[k]|²` for k = 0 … length/2, with `X[k] = Σ x[n] exp(−2πi k n / length)`.
   *
   * @param frame float64 [length]; left as it is
   * @param power float64 [length/2 + 1], written
   */
  power(frame: Float64Array, power: Float64Array): void;
}

/** Radix-2, decimation in time (Cooley and Tukey, 1965), in float64. */
export function fourier(length: number): Fourier {
  if (!Number.isInteger(Math.log2(length))) throw new RangeError(`${length} is no power of two`);
  const levels = Math.log2(length);
  const order = Uint32Array.from({ length }, (_, index) => {
    let reversed = 0;
    for (let bit = 0; bit < levels; bit++) reversed = (reversed << 1) | ((index >> bit) & 1);
    return reversed;
  });
  const cosines = Float64Array.from({ length: length / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / length));
  const sines = Float64Array.from({ length: length / 2 }, (_, k) => -Math.sin((2 * Math.PI * k) / length));
  const real = new Float64Array(length);
  const imaginary = new Float64Array(length);

  function butterfly(top: number, bottom: number, turn: number): void {
    const [cosine, sine] = [cosines[turn] ?? 0, sines[turn] ?? 0];
    const [re, im] = [real[bottom] ?? 0, imaginary[bottom] ?? 0];
    const turnedReal = re * cosine - im * sine;
    const turnedImaginary = re * sine + im * cosine;
    real[bottom] = (real[top] ?? 0) - turnedReal;
    imaginary[bottom] = (imaginary[top] ?? 0) - turnedImaginary;
    real[top] = (real[top] ?? 0) + turnedReal;
    imaginary[top] = (imaginary[top] ?? 0) + turnedImaginary;
  }

  return {
    power(frame, power) {
      for (let index = 0; index < length; index++) real[index] = frame[order[index] ?? 0] ?? 0;
      imaginary.fill(0);
      for (let half = 1; half < length; half *= 2) {
        const step = length / (2 * half);
        for (let start = 0; start < length; start += 2 * half) {
          for (let k = 0; k < half; k++) butterfly(start + k, start + k + half, k * step);
        }
      }
      for (let k = 0; k <= length / 2; k++) power[k] = (real[k] ?? 0) ** 2 + (imaginary[k] ?? 0) ** 2;
    },
  };
}
