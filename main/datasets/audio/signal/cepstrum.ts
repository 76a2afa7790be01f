/** Mel-frequency cepstral coefficients, and how they change. */

/**
 * The first `coefficients` of the orthonormal DCT-II of each frame's decibels, as `librosa.feature.mfcc(dct_type=2,
 * norm='ortho', lifter=0)` and `torchaudio.transforms.MFCC`: `c[i] = s(i) Σ_b d[b] cos(π i (b + ½) / bands)` with
 * `s(0) = √(1/bands)`, else `√(2/bands)` (Davis and Mermelstein, 1980).
 *
 * @param decibels float64 [frames, bands]
 * @returns float64 [frames, coefficients]
 */
export function cepstrum(decibels: Float64Array, bands: number, coefficients: number): Float64Array {
  const basis = Float64Array.from({ length: coefficients * bands }, (_, place) => {
    const [i, band] = [Math.floor(place / bands), place % bands];
    return Math.sqrt((i === 0 ? 1 : 2) / bands) * Math.cos((Math.PI * i * (band + 0.5)) / bands);
  });
  const frames = decibels.length / bands;
  const result = new Float64Array(frames * coefficients);
  for (let frame = 0; frame < frames; frame++) {
    for (let i = 0; i < coefficients; i++) {
      let sum = 0;
      for (let band = 0; band < bands; band++) {
        sum += (basis[i * bands + band] ?? 0) * (decibels[frame * bands + band] ?? 0);
      }
      result[frame * coefficients + i] = sum;
    }
  }
  return result;
}

/** Frames that a change is measured over. */
export const deltaWidth = 9;
const half = (deltaWidth - 1) / 2;

/**
 * First or second derivative over time, in units of frames, of the line or parabola fitted to nine frames by least
 * squares, as `librosa.feature.delta(width=9, order, mode='interp')` (Savitzky and Golay, 1964). The first and last four
 * frames have the derivative of the fit at their end. Needs nine frames.
 *
 * @param values float64 [frames, width]
 * @returns float64 [frames, width]
 */
export function delta(values: Float64Array, width: number, order: 1 | 2): Float64Array {
  const places = Array.from({ length: deltaWidth }, (_, index) => index - half);
  const meanSquare = places.reduce((sum, k) => sum + k * k, 0) / deltaWidth;
  const shape = places.map((k) => (order === 1 ? k : k * k - meanSquare));
  const size = shape.reduce((sum, weight) => sum + weight * weight, 0);
  const weights = shape.map((weight) => (order * weight) / size);
  const frames = values.length / width;
  const result = new Float64Array(values.length);
  for (let frame = 0; frame < frames; frame++) {
    const centre = Math.min(Math.max(frame, half), frames - 1 - half);
    for (let column = 0; column < width; column++) {
      let sum = 0;
      weights.forEach((weight, index) => {
        sum += weight * (values[(centre - half + index) * width + column] ?? 0);
      });
      result[frame * width + column] = sum;
    }
  }
  return result;
}
