/** The two logarithmic codes of ITU-T G.711, as tables of all 256 bytes. */

/**
 * µ-law, table 2 of G.711 scaled to 16 bits: the bits are inverted; sign, exponent e of 3 bits, mantissa m of 4 bits give
 * `±((8 m + 132) · 2^e − 132)`. The largest is 32124.
 *
 * @returns float64 [256], numbers from −1 to 1
 */
export function ulawTable(): Float64Array {
  return Float64Array.from({ length: 256 }, (_, byte) => {
    const inverted = ~byte & 0xff;
    const size = (((inverted & 0x0f) << 3) + 132) * 2 ** ((inverted & 0x70) >> 4) - 132;
    return (inverted & 0x80 ? -size : size) / 32768;
  });
}

/**
 * A-law, table 1 of G.711 scaled to 16 bits: every other bit is inverted; exponent e and mantissa m give `16 m + 8` for
 * e = 0 and `(16 m + 264) · 2^(e−1)` for others. The largest is 32256.
 *
 * @returns float64 [256], numbers from −1 to 1
 */
export function alawTable(): Float64Array {
  return Float64Array.from({ length: 256 }, (_, byte) => {
    const turned = byte ^ 0x55;
    const exponent = (turned & 0x70) >> 4;
    const mantissa = (turned & 0x0f) << 4;
    const size = exponent === 0 ? mantissa + 8 : (mantissa + 264) * 2 ** (exponent - 1);
    return (turned & 0x80 ? size : -size) / 32768;
  });
}
