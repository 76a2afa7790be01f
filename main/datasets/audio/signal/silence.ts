/** Where a sound begins and ends. */

/** Seconds. */
const frameSeconds = 0.025;
const hopSeconds = 0.01;
/** Of full scale: a clip that never rises above −60 dB is silent. */
export const silentPeak = 1e-3;

export interface Loudness {
  /** Mean square of each frame. */
  readonly energies: Float64Array;
  readonly hop: number;
}

/**
 * Mean squares of frames of 25 ms every 10 ms, frame t centred on the sample `t · hop` with silence beyond both ends, as
 * `librosa.feature.rms(center=True, pad_mode='constant')` squared.
 */
export function loudness(samples: Float32Array, rate: number): Loudness {
  const length = Math.max(2, 2 * Math.round((frameSeconds * rate) / 2));
  const hop = Math.max(1, Math.round(hopSeconds * rate));
  // Frame by frame: a sum over all of a long sound would need twice its memory, and lose what is quiet in what is loud.
  const energies = Float64Array.from({ length: 1 + Math.floor(samples.length / hop) }, (_, frame) => {
    const start = frame * hop - length / 2;
    let sum = 0;
    for (let at = Math.max(0, start); at < Math.min(samples.length, start + length); at++) {
      sum += (samples[at] ?? 0) ** 2;
    }
    return sum / length;
  });
  return { energies, hop };
}

/** Whether each frame is less than `decibels` below the loudest; energies are taken to be 1e−10 at least. */
function isLoud({ energies }: Loudness, decibels: number): boolean[] {
  const level = (energy: number): number => 10 * Math.log10(Math.max(1e-10, energy));
  const loudest = energies.reduce((most, energy) => Math.max(most, level(energy)), -Infinity);
  return Array.from(energies, (energy) => level(energy) - loudest > -decibels);
}

/**
 * Without the silence before and after, as `librosa.effects.trim(top_db=decibels)` with the frames of `loudness`: what
 * stays reaches from the centre of the first frame that is less than `decibels` below the loudest to that of the frame
 * after the last.
 *
 * @returns a part of `samples`, not copied
 */
export function trimSilence(samples: Float32Array, rate: number, decibels: number): Float32Array {
  const measured = loudness(samples, rate);
  const loud = isLoud(measured, decibels);
  const [first, last] = [loud.indexOf(true), loud.lastIndexOf(true)];
  if (first < 0) return samples.subarray(0, 0);
  return samples.subarray(first * measured.hop, Math.min(samples.length, (last + 1) * measured.hop));
}

/** Share of the frames that are 60 dB or more below the loudest. */
export function silentShare(samples: Float32Array, rate: number): number {
  const loud = isLoud(loudness(samples, rate), 60);
  return loud.filter((one) => !one).length / loud.length;
}
