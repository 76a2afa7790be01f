/**
 * Byte-pair encoding of UTF-8: every text can be written, in any script, and frequent words become one token.
 *
 * Formula: tokens 0 to 255 are bytes; token 256 + k joins the two tokens of merge k. Learning joins, again and again, the pair
 * of neighbours that is most frequent within pieces (a word with the space before it), of equally frequent ones that of the
 * smallest numbers. Writing applies the merges in the order learnt.
 * Source: Sennrich et al., Neural Machine Translation of Rare Words with Subword Units, ACL 2016; over bytes as GPT-2.
 */
import { splitPieces } from './split.ts';

export type Merge = readonly [number, number];

export const byteCount = 256;

interface Piece {
  symbols: number[];
  readonly count: number;
}

/** Learns at most `most` merges; fewer where no pair comes twice. */
export function learnMerges(texts: readonly string[], most: number): Merge[] {
  const pieces = countPieces(texts);
  const pairs = new Map<number, { count: number; pieces: Set<number> }>();
  const keyOf = (left: number, right: number): number => left * 0x100000 + right;
  const note = (index: number, direction: 1 | -1): void => {
    const piece = pieces[index];
    if (piece === undefined) return;
    for (let at = 1; at < piece.symbols.length; at++) {
      const key = keyOf(piece.symbols[at - 1] ?? 0, piece.symbols[at] ?? 0);
      const pair = pairs.get(key) ?? { count: 0, pieces: new Set() };
      pair.count += direction * piece.count;
      if (direction === 1) pair.pieces.add(index);
      pairs.set(key, pair);
    }
  };
  for (const index of pieces.keys()) note(index, 1);
  const merges: Merge[] = [];
  while (merges.length < most) {
    let best: { key: number; count: number } | null = null;
    for (const [key, { count }] of pairs) {
      if (count < 2) continue;
      if (best === null || count > best.count || (count === best.count && key < best.key)) best = { key, count };
    }
    if (best === null) break;
    const [left, right] = [Math.floor(best.key / 0x100000), best.key % 0x100000];
    const joined = byteCount + merges.length;
    merges.push([left, right]);
    const touched = pairs.get(best.key)?.pieces ?? new Set<number>();
    for (const index of touched) {
      const piece = pieces[index];
      if (piece === undefined) continue;
      note(index, -1);
      piece.symbols = join(piece.symbols, left, right, joined);
      note(index, 1);
    }
    pairs.delete(best.key);
  }
  return merges;
}

/** Tokens of a text. */
export function applyMerges(ranks: ReadonlyMap<string, number>, text: string): number[] {
  return splitPieces(text).flatMap((piece) => {
    let symbols: number[] = [...new TextEncoder().encode(piece)];
    for (;;) {
      let best: { rank: number; left: number; right: number } | null = null;
      for (let at = 1; at < symbols.length; at++) {
        const [left, right] = [symbols[at - 1] ?? 0, symbols[at] ?? 0];
        const rank = ranks.get(`${left} ${right}`);
        if (rank !== undefined && (best === null || rank < best.rank)) best = { rank, left, right };
      }
      if (best === null) return symbols;
      symbols = join(symbols, best.left, best.right, byteCount + best.rank);
    }
  });
}

export function ranksOf(merges: readonly Merge[]): ReadonlyMap<string, number> {
  return new Map(merges.map(([left, right], rank) => [`${left} ${right}`, rank]));
}

/** The bytes that each token stands for, as text; bytes that are no text of their own are shown in hexadecimal. */
export function tokenTexts(merges: readonly Merge[]): string[] {
  const bytes: number[][] = Array.from({ length: byteCount }, (_, byte) => [byte]);
  for (const [left, right] of merges) bytes.push([...(bytes[left] ?? []), ...(bytes[right] ?? [])]);
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return bytes.map((token) => {
    try {
      return decoder.decode(Uint8Array.from(token));
    } catch {
      return token.map((byte) => `<${byte.toString(16).padStart(2, '0')}>`).join('');
    }
  });
}

function countPieces(texts: readonly string[]): Piece[] {
  const counts = new Map<string, number>();
  for (const text of texts) for (const piece of splitPieces(text)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  const encoder = new TextEncoder();
  return Array.from(counts, ([piece, count]) => ({ symbols: [...encoder.encode(piece)], count }));
}

function join(symbols: readonly number[], left: number, right: number, joined: number): number[] {
  const result: number[] = [];
  for (let at = 0; at < symbols.length; at++) {
    const symbol = symbols[at] ?? 0;
    if (symbol === left && symbols[at + 1] === right) {
      result.push(joined);
      at += 1;
    } else result.push(symbol);
  }
  return result;
}
