/** Bands of the mel scale. */

/** `slaney`: linear to 1,000 Hz and logarithmic above (Slaney, Auditory Toolbox, 1998); `htk`: `2595 log10(1 + f/700)`. */
export type MelScale = 'slaney' | 'htk';
/** `slaney`: every band has the area 1 (its peak is `2 / (upper − lower)`); `none`: every band has the peak 1. */
export type BandNorm = 'slaney' | 'none';

export interface MelRequest {
  readonly rate: number;
  readonly fftSize: number;
  readonly bands: number;
  /** Hz. */
  readonly low: number;
  readonly high: number;
  readonly scale: MelScale;
  readonly norm: BandNorm;
}

export interface MelBand {
  /** The first of the frequencies that the band has a weight for. */
  readonly first: number;
  readonly weights: Float64Array;
}

const linearStep = 200 / 3;
const logarithmicFrom = 1000;
const logarithmicStep = Math.log(6.4) / 27;

/** Hz to mel. */
export function toMel(frequency: number, scale: MelScale): number {
  if (scale === 'htk') return 2595 * Math.log10(1 + frequency / 700);
  if (frequency < logarithmicFrom) return frequency / linearStep;
  return logarithmicFrom / linearStep + Math.log(frequency / logarithmicFrom) / logarithmicStep;
}

/** Mel to Hz. */
export function fromMel(mel: number, scale: MelScale): number {
  if (scale === 'htk') return 700 * (10 ** (mel / 2595) - 1);
  const start = logarithmicFrom / linearStep;
  return mel < start ? mel * linearStep : logarithmicFrom * Math.exp(logarithmicStep * (mel - start));
}

/**
 * Triangular bands whose corners are evenly spaced on the mel scale, as `librosa.filters.mel` and
 * `torchaudio.functional.melscale_fbanks`: weights over the frequencies `k · rate / fftSize`, k = 0 … fftSize/2. A band
 * narrower than the distance of two frequencies may have no weight at all.
 */
export function melBands({ rate, fftSize, bands, low, high, scale, norm }: MelRequest): MelBand[] {
  const [from, to] = [toMel(low, scale), toMel(high, scale)];
  const corners = Float64Array.from({ length: bands + 2 }, (_, index) =>
    fromMel(from + ((to - from) * index) / (bands + 1), scale),
  );
  return Array.from({ length: bands }, (_, band): MelBand => {
    const [lower = 0, middle = 0, upper = 0] = corners.subarray(band, band + 3);
    const area = norm === 'slaney' ? 2 / (upper - lower) : 1;
    const weights = Float64Array.from({ length: fftSize / 2 + 1 }, (_, k) => {
      const frequency = (k * rate) / fftSize;
      const rising = (frequency - lower) / (middle - lower);
      const falling = (upper - frequency) / (upper - middle);
      return Math.max(0, Math.min(rising, falling)) * area;
    });
    const first = weights.findIndex((weight) => weight > 0);
    if (first < 0) return { first: 0, weights: new Float64Array() };
    return { first, weights: weights.slice(first, weights.findLastIndex((weight) => weight > 0) + 1) };
  });
}
