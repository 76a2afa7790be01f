/** What is stored of files beside their content: class, name and part of each, in the folder of their data set. */
import type { Hash } from 'node:crypto';
import { open, readFile, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { BugError } from '../../base/errors.ts';
import type { ListedFile } from './layout.ts';
import { partOrder, type Part, type PartCounts } from './types.ts';

export const listFiles = {
  /** int32 [rows], class of each file. */
  labels: 'labels.i32',
  /** All names, one after the other, UTF-8. */
  names: 'names.utf8',
  /** float64 [rows + 1], where each name begins and the last one ends. */
  nameEnds: 'names.f64',
  /** uint8 [rows], place in `partOrder`; only where the source divides itself. */
  parts: 'parts.u8',
} as const;

export interface WrittenLists {
  readonly classes: { name: string; count: number }[];
  /** Null where the source does not divide itself. */
  readonly parts: PartCounts | null;
}

/** Writes the lists of these files and adds them to the hash that names the content. */
export async function writeLists(
  classes: readonly string[],
  listed: readonly ListedFile[],
  folder: string,
  hash: Hash,
): Promise<WrittenLists> {
  const counts = classes.map(() => 0);
  for (const { label } of listed) counts[label] = (counts[label] ?? 0) + 1;
  const divided = listed.some(({ part }) => part !== null);
  const labels = Int32Array.from(listed, ({ label }) => label);
  const names = listed.map(({ name }) => Buffer.from(name));
  const ends = new Float64Array(names.length + 1);
  names.forEach((name, index) => (ends[index + 1] = (ends[index] ?? 0) + name.length));
  const files: [string, Uint8Array][] = [
    [listFiles.labels, bytesOfArray(labels)],
    [listFiles.names, Buffer.concat(names)],
    [listFiles.nameEnds, bytesOfArray(ends)],
  ];
  if (divided) files.push([listFiles.parts, Uint8Array.from(listed, ({ part }) => partOrder.indexOf(part))]);
  hash.update(JSON.stringify(classes));
  for (const [name, bytes] of files) {
    hash.update(bytes);
    await writeFile(join(folder, name), bytes);
  }
  const countOf = (wanted: string): number => listed.filter(({ part }) => part === wanted).length;
  return {
    classes: classes.map((name, index) => ({ name, count: counts[index] ?? 0 })),
    parts: divided ? { train: countOf('train'), validation: countOf('validation'), test: countOf('test') } : null,
  };
}

export function bytesOfArray(array: Int32Array | Float64Array | Float32Array | Uint8Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** A handle may take a part of what it is given. */
export async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.byteLength) {
    const { bytesWritten } = await handle.write(bytes, written);
    written += bytesWritten;
  }
}

/** Bytes on disk of the files of a data set; those that it does not have count for nothing. */
export async function bytesOf(folder: string, files: Readonly<Record<string, string>>): Promise<number> {
  const sizes = await Promise.all(
    Object.values(files).map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** int32 [rows]. */
export async function readLabels(folder: string): Promise<Int32Array> {
  const bytes = await readFile(join(folder, listFiles.labels));
  return new Int32Array(Uint8Array.from(bytes).buffer);
}

/** Null where the source does not divide itself. */
export async function readParts(
  folder: string,
  { parts }: { readonly parts: PartCounts | null },
): Promise<Uint8Array | null> {
  return parts === null ? null : await readFile(join(folder, listFiles.parts));
}

export interface RowChoice {
  /** These, whatever the rest says; null: all that the rest lets through. */
  readonly rows: readonly number[] | null;
  /** Place of a class; null: any. */
  readonly label: number | null;
  /** Part that the source puts them into; null: any. */
  readonly part: Part | null;
}

/** Rows of a page as far as they exist. No row is in a part where the source does not divide itself (`parts` null). */
export function chooseRows({ rows, label, part }: RowChoice, labels: Int32Array, parts: Uint8Array | null): number[] {
  if (rows !== null) return rows.filter((row) => row < labels.length);
  const number = partOrder.indexOf(part);
  const chosen: number[] = [];
  for (let row = 0; row < labels.length; row++) {
    if (label !== null && labels[row] !== label) continue;
    if (part !== null && parts?.[row] !== number) continue;
    chosen.push(row);
  }
  return chosen;
}

export interface StoredNames extends AsyncDisposable {
  name(row: number): Promise<string>;
}

export async function openNames(folder: string): Promise<StoredNames> {
  const [texts, ends] = await Promise.all(
    [listFiles.names, listFiles.nameEnds].map((name) => open(join(folder, name))),
  );
  if (!texts || !ends) throw new BugError(`${folder} is not whole`);
  return {
    async name(row) {
      const bounds = await readExactly(ends, row * 8, 16, folder);
      const [start, end] = [bounds.readDoubleLE(0), bounds.readDoubleLE(8)];
      return (await readExactly(texts, start, end - start, folder)).toString('utf8');
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([texts.close(), ends.close()]);
    },
  };
}

export async function readExactly(
  handle: FileHandle,
  position: number,
  length: number,
  folder: string,
): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  if (bytesRead < length) throw new BugError(`a file of ${folder} ends after ${position + bytesRead} bytes`);
  return buffer;
}
