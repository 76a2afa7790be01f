/** Sample-rate conversion by a rational factor. */

/** Filters by `up/down`: making one of a prime ratio takes longer than using it. */
const filters = new Map<string, Float64Array>();
const mostFilters = 8;

/**
 * Polyphase filtering, as `scipy.signal.resample_poly(samples, to, from)`: with `up/down` in lowest terms, a
 * windowed-sinc low-pass (Kaiser, β = 5) of `20 max(up, down) + 1` taps with its cut-off (−6 dB) at the lower of the two
 * Nyquist frequencies and a gain of `up` at 0 Hz; beyond both ends there is silence.
 *
 * @param samples float32 [n]
 * @param from rate of `samples` in Hz, a whole number
 * @param to rate wanted in Hz, a whole number
 * @returns float32 [ceil(n · to / from)]; the same array where the rates are the same
 */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  const divisor = greatestDivisor(from, to);
  const [up, down] = [to / divisor, from / divisor];
  if (up === down) return samples;
  const filter = filterOf(up, down);
  const half = (filter.length - 1) / 2;
  const result = new Float32Array(Math.ceil((samples.length * up) / down));
  for (let index = 0; index < result.length; index++) {
    // In the grid of `up` points between two samples, the middle of the filter stands here.
    const centre = index * down;
    const first = Math.max(0, Math.ceil((centre - half) / up));
    const last = Math.min(samples.length - 1, Math.floor((centre + half) / up));
    let sum = 0;
    for (let at = first; at <= last; at++) sum += (samples[at] ?? 0) * (filter[centre - at * up + half] ?? 0);
    result[index] = sum;
  }
  return result;
}

function filterOf(up: number, down: number): Float64Array {
  const key = `${up}/${down}`;
  const known = filters.get(key);
  if (known !== undefined) return known;
  const [oldest] = filters.keys();
  if (filters.size >= mostFilters && oldest !== undefined) filters.delete(oldest);
  const made = lowPass(up, Math.max(up, down));
  filters.set(key, made);
  return made;
}

/** `scipy.signal.firwin(20 n + 1, 1 / n, window=('kaiser', 5.0)) * up`. */
function lowPass(up: number, widest: number): Float64Array {
  const half = 10 * widest;
  const taps = Float64Array.from({ length: 2 * half + 1 }, (_, index) => {
    const at = index - half;
    const angle = (Math.PI * at) / widest;
    const sinc = at === 0 ? 1 : Math.sin(angle) / angle;
    const edge = at / half;
    return (sinc / widest) * (besselI0(5 * Math.sqrt(Math.max(0, 1 - edge * edge))) / besselI0(5));
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => (tap * up) / sum);
}

/** Modified Bessel function of the first kind and order 0, by its power series; exact to float64 for arguments here. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestDivisor(other, one % other);
}
