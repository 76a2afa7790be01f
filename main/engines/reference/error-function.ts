/**
 * The error function in float64, good to 1e-15: by its series near zero, by the continued fraction of its complement
 * further out.
 *
 * Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.6 and 7.1.14.
 */

/** Below, the series is exact; above, the fraction converges within its steps. */
const crossover = 2.25;
const fractionSteps = 80;

export function errorFunction(x: number): number {
  const size = Math.abs(x);
  // Where e^(−x²) is below half a rounding of 1.
  if (size > 6) return Math.sign(x);
  return size < crossover ? series(x) : Math.sign(x) * (1 - complement(size));
}

/** 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)): all terms have one sign, so none are lost. */
function series(x: number): number {
  const square = x * x;
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > Math.abs(sum) * 2 ** -54; odd += 2) {
    term *= (2 * square) / odd;
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-square) * sum;
}

/** e^(−x²)/√π · 1/(x + ½/(x + 1/(x + 1½/(x + …)))) for positive x. */
function complement(x: number): number {
  let fraction = x;
  for (let step = fractionSteps; step > 0; step -= 1) fraction = x + step / 2 / fraction;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
}
