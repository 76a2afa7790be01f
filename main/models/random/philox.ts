/**
 * Philox4x32-10: four random 32-bit words as a pure function of a counter and a key, so that any number of any
 * stream can be computed without computing those before it.
 *
 * Source: Salmon, Moraes, Dror and Shaw, Parallel Random Numbers: As Easy as 1, 2, 3, SC 2011, section 3.
 * The test holds it to the vectors of the authors' Random123 library.
 */

export type Words4 = readonly [number, number, number, number];

const multiplierA = 0xd2511f53;
const multiplierB = 0xcd9e8d57;
const weylA = 0x9e3779b9;
const weylB = 0xbb67ae85;
const rounds = 10;

/** The upper 32 bits of the product of two unsigned 32-bit integers. */
function multiplyHigh(left: number, right: number): number {
  const leftLow = left & 0xffff;
  const leftHigh = left >>> 16;
  const rightLow = right & 0xffff;
  const rightHigh = right >>> 16;
  // Each product is below 2^32, and the sum of the middle column below 2^34: exact in a double.
  const middle = leftHigh * rightLow + Math.floor((leftLow * rightLow) / 0x10000) + leftLow * rightHigh;
  return (leftHigh * rightHigh + Math.floor(middle / 0x10000)) >>> 0;
}

/** Writes four words, each from 0 to 2^32 - 1, to `result`, which may be reused between calls. */
export function philox(counter: Words4, key: readonly [number, number], result: Uint32Array): void {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < rounds; round += 1) {
    const highA = multiplyHigh(multiplierA, c0);
    const lowA = Math.imul(multiplierA, c0) >>> 0;
    const highB = multiplyHigh(multiplierB, c2);
    const lowB = Math.imul(multiplierB, c2) >>> 0;
    c0 = (highB ^ c1 ^ k0) >>> 0;
    c2 = (highA ^ c3 ^ k1) >>> 0;
    c1 = lowB;
    c3 = lowA;
    k0 = (k0 + weylA) >>> 0;
    k1 = (k1 + weylB) >>> 0;
  }
  result[0] = c0;
  result[1] = c1;
  result[2] = c2;
  result[3] = c3;
}
