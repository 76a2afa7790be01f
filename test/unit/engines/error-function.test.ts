/** The reference's error function against values that Python's math.erf gives (glibc). */
import { expect, it } from 'vitest';
import { errorFunction } from '../../../main/engines/reference/error-function.ts';

const published: readonly (readonly [x: number, erf: number])[] = [
  [1e-300, 1.1283791670955126e-300],
  [1e-10, 1.1283791670955126e-10],
  [0.001, 0.0011283787909692365],
  [0.1, 0.1124629160182849],
  [0.5, 0.5204998778130465],
  [0.84375, 0.7672256612323416],
  [1.0, 0.8427007929497149],
  [1.25, 0.9229001282564582],
  [1.5, 0.9661051464753108],
  [2.0, 0.9953222650189527],
  [2.2, 0.9981371537020182],
  [2.249, 0.9985301250023354],
  [2.251, 0.9985444096838285],
  [2.5, 0.999593047982555],
  [2.857142857, 0.9999466876885658],
  [3.0, 0.9999779095030014],
  [4.0, 0.9999999845827421],
  [5.0, 0.9999999999984626],
  [5.9, 0.9999999999999999],
  [6.1, 1.0],
  [30.0, 1.0],
];

it.each(published)('is good to 1e-15 at ±%d', (x, wanted) => {
  expect(Math.abs(errorFunction(x) - wanted)).toBeLessThanOrEqual(1e-15 * wanted);
  expect(errorFunction(-x)).toBe(-errorFunction(x));
});

it('keeps zero, infinities and NaN', () => {
  expect(errorFunction(-0)).toBe(-0);
  expect(errorFunction(Infinity)).toBe(1);
  expect(errorFunction(NaN)).toBeNaN();
});
