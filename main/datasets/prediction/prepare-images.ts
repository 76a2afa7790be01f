/** New images, brought to the form of those that a model was trained on. */
import { mkdir, readFile } from 'node:fs/promises';
import { decodeImage } from '../images/pixels/decode.ts';
import { channelsSchema } from '../images/types.ts';
import type { PreparedManifest } from '../prepared.ts';
import type { ImageSpec } from '../spec.ts';
import { newRows, orBadFile, writeNewArrays } from './new-arrays.ts';
import type { NewData, NewRows } from './types.ts';

/**
 * First as the import of the data set would store them, then as the experiment resizes what is stored: two steps, as in
 * training. Throws UserError `images.badFile` with the file.
 */
export async function prepareNewImages(
  { files, stored }: Extract<NewData, { kind: 'images' }>,
  prepared: PreparedManifest & { readonly spec: ImageSpec },
  target: string,
  signal: AbortSignal,
): Promise<NewRows> {
  const [height = 1, width = 1, depth = 1] = prepared.inputs[0]?.shape ?? [];
  const channels = channelsSchema.parse(depth);
  const last = { size: [height, width] as [number, number], channels, resize: prepared.spec.resize };
  const first = stored ?? last;
  const bytes = height * width * channels;
  const pixels = new Uint8Array(files.length * bytes);
  for (const [index, file] of files.entries()) {
    signal.throwIfAborted();
    const source = { kind: 'file' as const, bytes: await readFile(file.path) };
    const asStored = await orBadFile('images.badFile', file.file, () => decodeImage(source, first));
    const [storedHeight, storedWidth] = first.size;
    const image = { kind: 'pixels' as const, height: storedHeight, width: storedWidth, channels: first.channels };
    pixels.set((await decodeImage({ ...image, pixels: asStored.pixels }, last)).pixels, index * bytes);
  }
  await mkdir(target, { recursive: true });
  await writeNewArrays(target, prepared, files.length, pixels);
  return newRows(files.length, []);
}
