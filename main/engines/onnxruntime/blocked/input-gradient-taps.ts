/** Which taps of a kernel the places of a convolution's input meet, as one correlation over the output's gradient. */
import type { ConvolutionAttributes } from '../../../graph/windows.ts';

export interface InputGradientTaps {
  /** The correlation's window. */
  readonly window: readonly number[];
  readonly padBefore: readonly number[];
  readonly padAfter: readonly number[];
  /** How many places of each phase there are along each axis; the last may lie outside the input. */
  readonly places: readonly number[];
  /**
   * For each phase, in row-major order, and each place of the window: the kernel's tap, in row-major order, or the number of
   * taps where there is none.
   */
  readonly indices: readonly number[];
}

interface AxisTaps {
  readonly window: number;
  readonly padBefore: number;
  readonly padAfter: number;
  readonly places: number;
  /** By phase and place of the window; null where there is none. */
  readonly taps: readonly (readonly (number | null)[])[];
}

/** Null where a correlation would have to leave out parts of the gradient. */
export function inputGradientTaps(
  kernel: readonly [height: number, width: number],
  gradient: readonly number[],
  attributes: ConvolutionAttributes & { readonly inputSize: readonly number[] },
): InputGradientTaps | null {
  const [down, across] = kernel.map((size, axis) =>
    axisTaps(
      size,
      gradient[axis] ?? 1,
      attributes.strides[axis] ?? 1,
      attributes.padBefore[axis] ?? 0,
      attributes.inputSize[axis] ?? 1,
    ),
  );
  if (down === undefined || across === undefined) return null;
  if ([down, across].some(({ padBefore, padAfter }) => padBefore < 0 || padAfter < 0)) return null;
  const none = kernel[0] * kernel[1];
  const indices = down.taps.flatMap((rows) =>
    across.taps.flatMap((columns) =>
      rows.flatMap((row) =>
        columns.map((column) => (row === null || column === null ? none : row * kernel[1] + column)),
      ),
    ),
  );
  return {
    window: [down.window, across.window],
    padBefore: [down.padBefore, across.padBefore],
    padAfter: [down.padAfter, across.padAfter],
    places: [down.places, across.places],
    indices,
  };
}

/**
 * Place `stride · q + phase` of the input meets tap `t` of the window at `y` where `stride · y + t = place + padding`: taps
 * `(phase + padding) mod stride` and every `stride`-th after it, at `y = q + ⌊(phase + padding) / stride⌋ − j`.
 */
function axisTaps(size: number, gradient: number, stride: number, padding: number, inputSize: number): AxisTaps {
  const phases = Array.from({ length: stride }, (_, phase) => {
    const first = (phase + padding) % stride;
    return { first, offset: Math.floor((phase + padding) / stride), count: Math.ceil((size - first) / stride) };
  });
  const met = phases.filter(({ count }) => count > 0);
  const lowest = Math.min(...met.map(({ offset, count }) => offset - count + 1));
  const highest = Math.max(...met.map(({ offset }) => offset));
  const window = highest - lowest + 1;
  const places = Math.ceil(inputSize / stride);
  return {
    window,
    padBefore: -lowest,
    padAfter: places - 1 + highest - (gradient - 1),
    places,
    taps: phases.map(({ first, offset, count }) =>
      Array.from({ length: window }, (_, place) => {
        const index = offset - (lowest + place);
        return index >= 0 && index < count ? first + index * stride : null;
      }),
    ),
  };
}
