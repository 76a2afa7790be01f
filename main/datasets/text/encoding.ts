/** Looks at the first bytes of a file: is it text, and in which encoding. */
import { UserError } from '../../base/errors.ts';
import { startsWith, type Source } from '../source/source.ts';

export interface Head {
  readonly encoding: string;
  /** Whether the encoding was told from the bytes, without a mark or a person that says so. */
  readonly guessed: boolean;
  /** Decoded, without a byte order mark. */
  readonly text: string;
  /** Whether this is the whole file. */
  readonly complete: boolean;
}

/** First bytes of files that people take for tables, and what they are called. */
const magics: readonly (readonly [string, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['xls', [0xd0, 0xcf, 0x11, 0xe0]],
  ['PDF', [0x25, 0x50, 0x44, 0x46]],
  ['PNG', [0x89, 0x50, 0x4e, 0x47]],
  ['JPEG', [0xff, 0xd8, 0xff]],
  ['NumPy', [0x93, 0x4e, 0x55, 0x4d]],
];

const byteOrderMarks: readonly (readonly [string, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** Throws UserError `datasets.*` for what is no readable text file. */
export function textHead({ file, bytes: size, start: bytes }: Source, givenEncoding: string | undefined): Head {
  const location = { file };
  const looksLike = magics.find(([, magic]) => startsWith(bytes, magic));
  if (looksLike) throw new UserError('datasets.notText', { file, looksLike: looksLike[0] }, { location });
  const complete = bytes.byteLength === size;
  const marked = givenEncoding ?? byteOrderMarks.find(([, mark]) => startsWith(bytes, mark))?.[0];
  const encoding = canonicalEncoding(marked ?? guessEncoding(bytes, complete));
  const zero = encoding.startsWith('utf-16') ? -1 : bytes.indexOf(0);
  if (zero >= 0) {
    const line = countLines(bytes.subarray(0, zero)) + 1;
    throw new UserError('datasets.nulByte', { file, line }, { location: { file, line } });
  }
  const guessed = marked === undefined && encoding !== 'utf-8';
  return { encoding, guessed, complete, text: decode(bytes, encoding, complete, file) };
}

/**
 * UTF-16 has a zero byte beside every ASCII character; what is no UTF-8 and has its other bytes in pairs is GB18030.
 * Everything else is left to the person.
 */
function guessEncoding(bytes: Uint8Array, complete: boolean): string {
  const sample = bytes.subarray(0, 4096);
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = sample.length / 8;
  if (odd > many && even < odd / 20) return 'utf-16le';
  if (even > many && odd < even / 20) return 'utf-16be';
  if (tryDecode(bytes, 'utf-8', complete) !== null) return 'utf-8';
  // Latin letters with accents stand alone between ASCII ones; characters of two bytes make runs of even length.
  const runs =
    Buffer.from(bytes)
      .toString('latin1')
      .match(/[\u0080-\u00ff]+/g) ?? [];
  const paired = runs.filter(({ length }) => length % 2 === 0).length;
  const chinese = paired >= runs.length * 0.95 && tryDecode(bytes, 'gb18030', complete) !== null;
  return chinese ? 'gb18030' : 'utf-8';
}

function tryDecode(bytes: Uint8Array, encoding: string, complete: boolean): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: !complete });
  } catch {
    return null;
  }
}

/** The standard's own label, or UserError `datasets.encodingUnknown`. */
function canonicalEncoding(label: string): string {
  try {
    return new TextDecoder(label).encoding;
  } catch (cause) {
    throw new UserError('datasets.encodingUnknown', { encoding: label }, { cause });
  }
}

function decode(bytes: Uint8Array, encoding: string, complete: boolean, file: string): string {
  const text = tryDecode(bytes, encoding, complete);
  if (text !== null) return text;
  const line = firstUndecodableLine(bytes, encoding);
  throw new UserError('datasets.encoding', { file, encoding, line }, { location: { file, line } });
}

/** Line of the first bytes that the encoding does not know, by halving. */
function firstUndecodableLine(bytes: Uint8Array, encoding: string): number {
  let [good, bad] = [0, bytes.byteLength];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (tryDecode(bytes.subarray(0, middle), encoding, false) === null) bad = middle;
    else good = middle;
  }
  return countLines(bytes.subarray(0, good)) + 1;
}

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
  return lines;
}
