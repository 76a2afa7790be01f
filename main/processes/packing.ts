/** Typed arrays anywhere inside a message travel as raw bytes in the frame's body, all else as JSON in its header. */
import { z } from 'zod';
import { BugError } from '../base/errors.ts';

const arrayKinds = {
  Int8Array,
  Uint8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
} as const;
type ArrayKind = keyof typeof arrayKinds;
type PackableArray = InstanceType<(typeof arrayKinds)[ArrayKind]>;

const kindNames = Object.keys(arrayKinds) as [ArrayKind, ...ArrayKind[]];

/** Where an array was, what it is, and where its bytes lie. Paths, not placeholders: no text can be mistaken for one. */
export const arrayEntrySchema = z.object({
  path: z.array(z.union([z.string(), z.number()])),
  kind: z.enum(kindNames),
  offset: z.int().nonnegative(),
  length: z.int().nonnegative(),
});
export type ArrayEntry = z.infer<typeof arrayEntrySchema>;

export interface Packed {
  readonly value: unknown;
  readonly arrays: ArrayEntry[];
  readonly pieces: Uint8Array[];
}

/** Every array starts at a multiple of this, so that it can be looked at in place. */
const alignment = 8;

/**
 * Takes the arrays out of a value. A number that JSON would turn into null (NaN, infinity) is a BugError: numbers that
 * may be so, such as losses, belong in a Float64Array.
 */
export function pack(value: unknown): Packed {
  const arrays: ArrayEntry[] = [];
  const pieces: Uint8Array[] = [];
  let offset = 0;
  const path: (string | number)[] = [];

  function keep(kind: ArrayKind, array: PackableArray): null {
    arrays.push({ path: [...path], kind, offset, length: array.length });
    const padding = (alignment - (array.byteLength % alignment)) % alignment;
    // Copied, because the pipe may take it later than the caller changes it.
    const copy = new Uint8Array(array.byteLength + padding);
    copy.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    pieces.push(copy);
    offset += array.byteLength + padding;
    return null;
  }

  function walk(part: unknown): unknown {
    if (typeof part === 'number' && !Number.isFinite(part)) {
      throw new BugError(`${part} at ${path.join('.')} cannot be sent as JSON: send it in a Float64Array`);
    }
    if (typeof part !== 'object' || part === null) return part;
    if (ArrayBuffer.isView(part)) {
      // By `instanceof`, so that a Buffer arrives as the Uint8Array that it is.
      const kind = kindNames.find((name) => part instanceof arrayKinds[name]);
      if (kind) return keep(kind, part as PackableArray);
      throw new BugError(`a ${part.constructor.name} cannot be sent`);
    }
    if (Array.isArray(part)) return part.map((item, index) => within(index, item));
    const prototype: unknown = Object.getPrototypeOf(part);
    if (prototype !== Object.prototype && prototype !== null) {
      throw new BugError(`a ${part.constructor.name} at ${path.join('.')} cannot be sent`);
    }
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, within(key, item)]));
  }

  function within(key: string | number, item: unknown): unknown {
    path.push(key);
    const walked = walk(item);
    path.pop();
    return walked;
  }

  return { value: walk(value), arrays, pieces };
}

/** Puts the arrays back as views into the body. */
export function unpack(value: unknown, arrays: readonly ArrayEntry[], body: Uint8Array<ArrayBuffer>): unknown {
  let whole = value;
  for (const entry of arrays) {
    const array = viewInto(body, entry);
    const last = entry.path.at(-1);
    if (last === undefined) {
      whole = array;
      continue;
    }
    let holder: unknown = whole;
    for (const key of entry.path.slice(0, -1)) holder = ownProperty(holder, key);
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, last)) {
      throw new BugError(`a message has no place for its array ${entry.path.join('.')}`);
    }
    (holder as Record<string | number, unknown>)[last] = array;
  }
  return whole;
}

function viewInto(body: Uint8Array<ArrayBuffer>, { kind, offset, length }: ArrayEntry): PackableArray {
  const type = arrayKinds[kind];
  if (offset % alignment !== 0 || offset + length * type.BYTES_PER_ELEMENT > body.byteLength) {
    throw new BugError(`a message's array lies outside its frame: ${kind} of ${length} at ${offset}`);
  }
  return new type(body.buffer, body.byteOffset + offset, length);
}

function ownProperty(holder: unknown, key: string | number): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key)) return undefined;
  return (holder as Record<string | number, unknown>)[key];
}
