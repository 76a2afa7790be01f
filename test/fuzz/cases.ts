/** Files that are wrong in ways that nobody thought of: whole ones with some changes, and random bytes under any name. */
import fc from 'fast-check';
import { fuzzSources, type FuzzSource } from './sources.ts';

export interface FuzzCase {
  /** What was done, for the report. */
  readonly what: string;
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly beside: Readonly<Record<string, Uint8Array>>;
}

/** Places are parts of the length, 0 to 1, so that a case shrinks without knowing its file. */
type Change =
  | { readonly kind: 'set'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'remove'; readonly at: number; readonly length: number }
  | { readonly kind: 'repeat'; readonly at: number; readonly length: number; readonly times: number }
  | { readonly kind: 'swap'; readonly at: number; readonly with: number; readonly length: number }
  | { readonly kind: 'cut'; readonly at: number };

const place = fc.double({ min: 0, max: 1, noNaN: true });
/** Lengths and offsets that parsers trip over, in both byte orders, and characters that mean something. */
const telling = fc.constantFrom(
  ...['ffffffff', '00000000', '7fffffff', 'ffffff7f', '80000000', '00000080', 'ffffffffffffffff', '01000000', '00'],
  ...['22', '0a', '0d', '2c', '5c', '7b', '5d', '3c', '26', 'efbbbf', 'c328', 'ff', 'f09f9880'],
);
const some = fc.oneof(
  telling.map((hex): Uint8Array => Buffer.from(hex, 'hex')),
  fc.uint8Array({ minLength: 1, maxLength: 16 }),
);
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), at: place, bytes: some }),
  fc.record({ kind: fc.constant('flip' as const), at: place, bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('insert' as const), at: place, bytes: some }),
  fc.record({ kind: fc.constant('remove' as const), at: place, length: fc.integer({ min: 1, max: 64 }) }),
  fc.record({
    kind: fc.constant('repeat' as const),
    at: place,
    length: fc.integer({ min: 1, max: 64 }),
    times: fc.integer({ min: 1, max: 2000 }),
  }),
  fc.record({ kind: fc.constant('swap' as const), at: place, with: place, length: fc.integer({ min: 1, max: 32 }) }),
  fc.record({ kind: fc.constant('cut' as const), at: place }),
);

/** Headers and footers are where the lies matter: half of all changes go to the first or last 64 bytes. */
function positionOf(part: number, length: number): number {
  if (part < 0.25) return Math.min(length, Math.floor(part * 4 * 64));
  if (part > 0.75) return Math.max(0, length - Math.floor((1 - part) * 4 * 64));
  return Math.floor((part - 0.25) * 2 * length);
}

function apply(bytes: Uint8Array, one: Change): Uint8Array {
  const at = positionOf(one.at, bytes.length);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (one.kind) {
    case 'set':
      return Buffer.concat([before, one.bytes, bytes.subarray(at + one.bytes.length)]);
    case 'flip': {
      const copy = Uint8Array.from(bytes);
      if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 << one.bit);
      return copy;
    }
    case 'insert':
      return Buffer.concat([before, one.bytes, after]);
    case 'remove':
      return Buffer.concat([before, bytes.subarray(at + one.length)]);
    case 'repeat': {
      const part = after.subarray(0, one.length);
      return Buffer.concat([before, ...Array<Uint8Array>(one.times).fill(part), after]);
    }
    case 'swap': {
      const copy = Uint8Array.from(bytes);
      const other = positionOf(one.with, bytes.length);
      copy.set(bytes.subarray(other, other + one.length).subarray(0, bytes.length - at), at);
      copy.set(bytes.subarray(at, at + one.length).subarray(0, bytes.length - other), other);
      return copy;
    }
    case 'cut':
      return before;
    default:
      return one satisfies never;
  }
}

const describe = ({ kind, ...rest }: Change): string =>
  `${kind} ${JSON.stringify(rest, (_, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value))}`;

function changed(source: FuzzSource, changes: readonly Change[]): FuzzCase {
  const bytes = changes.reduce(apply, source.bytes);
  const what = `${source.file}: ${changes.map(describe).join('; ')}`;
  return {
    what,
    file: source.file,
    bytes: source.wrap === undefined ? bytes : source.wrap(bytes),
    beside: source.beside ?? {},
  };
}

const names = fuzzSources.map(({ file }) => file);

/** A file of any format. */
export const fuzzCase: fc.Arbitrary<FuzzCase> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .tuple(fc.constantFrom(...fuzzSources), fc.array(change, { minLength: 1, maxLength: 6 }))
      .map(([source, changes]) => changed(source, changes)),
  },
  {
    // One format's bytes under the name of another.
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...fuzzSources), fc.constantFrom(...names), fc.array(change, { maxLength: 2 }))
      .map(([source, file, changes]) => {
        const { what, bytes } = changed(source, changes);
        return { what: `${what}, called ${file}`, file, bytes, beside: {} };
      }),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.uint8Array({ minLength: 0, maxLength: 300 }), fc.constantFrom(...names))
      .map(([bytes, file]) => ({
        what: `${file}: random ${Buffer.from(bytes).toString('hex')}`,
        file,
        bytes,
        beside: {},
      })),
  },
);
