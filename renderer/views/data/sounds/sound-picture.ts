/** From the bytes of the API to what a sound looks like. */

export interface SoundPicture {
  readonly columns: number;
  readonly bands: number;
  /** int8 [columns, 2]: the least and the greatest sample of each moment, 127 for the largest. */
  readonly wave: Int8Array;
  /** uint8 [bands, columns]: high bands first, 255 for the loudest place, 0 for 80 dB below. */
  readonly mel: Uint8Array;
}

export async function soundPictures(
  {
    columns,
    bands,
    waves,
    mels,
  }: { readonly columns: number; readonly bands: number; readonly waves: Blob; readonly mels: Blob },
  count: number,
): Promise<SoundPicture[]> {
  const wave = new Int8Array(await waves.arrayBuffer());
  const mel = new Uint8Array(await mels.arrayBuffer());
  return Array.from({ length: count }, (_, index) => ({
    columns,
    bands,
    wave: wave.subarray(index * columns * 2, (index + 1) * columns * 2),
    mel: mel.subarray(index * columns * bands, (index + 1) * columns * bands),
  }));
}

/** The outline of a wave in a box of `columns` × 254, the middle at 127: along the tops and back along the bottoms. */
export function waveOutline({ columns, wave }: SoundPicture): string {
  const tops: string[] = [];
  const bottoms: string[] = [];
  for (let column = 0; column < columns; column += 1) {
    // Silence is a line, not nothing.
    const top = 127 - Math.max(1, wave[2 * column + 1] ?? 0);
    const bottom = 127 - Math.min(-1, wave[2 * column] ?? 0);
    tops.push(`${column + 0.5},${top}`);
    bottoms.unshift(`${column + 0.5},${bottom}`);
  }
  return `M${[...tops, ...bottoms].join('L')}Z`;
}

/** Red, green, blue and opacity of every place, by a table of 256 colours. */
export function coloured({ mel }: SoundPicture, colours: Uint8ClampedArray): Uint8ClampedArray<ArrayBuffer> {
  const result = new Uint8ClampedArray(mel.length * 4);
  mel.forEach((value, index) => {
    result.set(colours.subarray(value * 4, value * 4 + 4), index * 4);
  });
  return result;
}

/** `yes/0a7c2bae_nohash_0.wav` → `0a7c2bae_nohash_0.wav`: sounds of one class lie in one folder. */
export function shortName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
