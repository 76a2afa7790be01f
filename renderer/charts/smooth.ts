/** Smoothing for the eye alone: never for what is exported or ranked. */

/**
 * Exponential mean with the start's bias taken out (as Adam does): y[i] = m[i] / (1 - factor^n) with
 * m[i] = factor · m[i-1] + (1 - factor) · x[i] over the n readings so far. NaN stays NaN and is skipped.
 */
export function smoothed(values: Float64Array, factor: number): Float64Array {
  const result = new Float64Array(values.length);
  let mean = 0;
  let weight = 1;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? NaN;
    if (Number.isNaN(value)) {
      result[index] = NaN;
      continue;
    }
    mean = factor * mean + (1 - factor) * value;
    weight *= factor;
    result[index] = mean / (1 - weight);
  }
  return result;
}
