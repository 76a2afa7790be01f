/**
 * Series as bytes: a hundred runs of ten curves of ten thousand points are 80 MB of float64, and several times that,
 * and seconds of work on both sides, as JSON. Four bytes with the length of the header, little-endian; the header,
 * JSON, filled up with spaces so that what follows lies at a multiple of eight; all values one after another, float64,
 * little-endian; then the epochs of thinned series, int32, little-endian. A reading that is not finite, or that is
 * missing between two others, is NaN.
 */

/** Points of one metric of one run, epochs from 1. */
export interface PackedSeries {
  readonly run: string;
  readonly metric: string;
  readonly start: number;
  /** `values[i]` belongs to epoch `epochs[i]` of a thinned series; null: to epoch `start + i`, and none is left out. */
  readonly epochs: Int32Array | null;
  readonly values: Float64Array;
}

type Head = readonly [run: string, metric: string, start: number, count: number, isThinned: 0 | 1];

export function packSeries(list: readonly PackedSeries[]): Blob {
  const heads = list.map(({ run, metric, start, epochs, values }): Head => {
    return [run, metric, start, values.length, epochs === null ? 0 : 1];
  });
  const text = new TextEncoder().encode(JSON.stringify(heads));
  const length = Math.ceil((4 + text.length) / 8) * 8 - 4;
  const header = new Uint8Array(4 + length).fill(0x20);
  new DataView(header.buffer).setUint32(0, length, true);
  header.set(text, 4);
  return new Blob([
    header,
    ...list.map(({ values }) => bytesOf(values)),
    ...list.flatMap(({ epochs }) => (epochs === null ? [] : [bytesOf(epochs)])),
  ]);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array | Int32Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** The values are views on the bytes. */
export async function unpackSeries(blob: Blob): Promise<PackedSeries[]> {
  const bytes = await blob.arrayBuffer();
  if (bytes.byteLength < 4) return [];
  const length = new DataView(bytes).getUint32(0, true);
  const heads = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length))) as readonly Head[];
  let place = 4 + length;
  let places = place + 8 * heads.reduce((sum, [, , , count]) => sum + count, 0);
  return heads.map(([run, metric, start, count, isThinned]) => {
    const values = new Float64Array(bytes, place, count);
    const epochs = isThinned === 1 ? new Int32Array(bytes, places, count) : null;
    place += count * 8;
    if (epochs !== null) places += count * 4;
    return { run, metric, start, epochs, values };
  });
}
