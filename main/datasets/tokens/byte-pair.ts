/**
 * Byte-pair encoding of UTF-8: every text can be written, in any script, and frequent words become one token.
 *
 * Formula: tokens 0 to 255 are bytes; token 256 + k joins the two tokens of merge k. Learning joins, again and again, the pair
 * of neighbours that is most frequent within pieces (see `split.ts`), of equally frequent ones that of the smallest numbers. Writing applies the merges in the order learnt.
 * Source: Sennrich et al., Neural Machine Translation of Rare Words with Subword Units, ACL 2016; over bytes as GPT-2.
 */
import { splitPieces, type PieceRule } from './split.ts';

export type Merge = readonly [number, number];

export const byteCount = 256;

interface Piece {
  symbols: number[];
  readonly count: number;
}

/** Learns at most `most` merges; fewer where no pair comes twice. */
export function learnMerges(texts: Iterable<string>, most: number, rule: PieceRule): Merge[] {
  const pieces = countPieces(texts, rule);
  const pairs = new Map<number, { count: number; readonly pieces: Set<number> }>();
  const ranked = new PairHeap();
  const note = (index: number, direction: 1 | -1, changed?: Set<number>): void => {
    const piece = pieces[index];
    if (piece === undefined) return;
    for (let at = 1; at < piece.symbols.length; at++) {
      const key = keyOf(piece.symbols[at - 1] ?? 0, piece.symbols[at] ?? 0);
      let pair = pairs.get(key);
      if (pair === undefined) pairs.set(key, (pair = { count: 0, pieces: new Set() }));
      pair.count += direction * piece.count;
      if (direction === 1) pair.pieces.add(index);
      changed?.add(key);
    }
  };
  for (const index of pieces.keys()) note(index, 1);
  for (const [key, { count }] of pairs) ranked.push({ key, count });
  const merges: Merge[] = [];
  while (merges.length < most) {
    const best = ranked.pop();
    if (best === null || best.count < 2) break;
    const pair = pairs.get(best.key);
    // What was counted before its neighbours were joined: it has been put in again with the count that it has now.
    if (pair?.count !== best.count) continue;
    const [left, right] = [Math.floor(best.key / keyBase), best.key % keyBase];
    const joined = byteCount + merges.length;
    merges.push([left, right]);
    const changed = new Set<number>();
    for (const index of pair.pieces) {
      const piece = pieces[index];
      if (piece === undefined) continue;
      note(index, -1, changed);
      piece.symbols = join(piece.symbols, left, right, joined);
      note(index, 1, changed);
    }
    pairs.delete(best.key);
    for (const key of changed) {
      const count = pairs.get(key)?.count ?? 0;
      if (count > 0) ranked.push({ key, count });
      else pairs.delete(key);
    }
  }
  return merges;
}

const keyBase = 2 ** 20;

/** Two tokens as one number. */
function keyOf(left: number, right: number): number {
  return left * keyBase + right;
}

interface RankedPair {
  readonly key: number;
  readonly count: number;
}

/** A binary heap: the most frequent pair first, of equally frequent ones that of the smallest numbers. */
class PairHeap {
  readonly #items: RankedPair[] = [];

  push(item: RankedPair): void {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = items[above];
      if (parent === undefined || !comesBefore(item, parent)) break;
      items[at] = parent;
      at = above;
    }
    items[at] = item;
  }

  pop(): RankedPair | null {
    const items = this.#items;
    const [first] = items;
    const last = items.pop();
    if (first === undefined || last === undefined) return null;
    if (items.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      let child = items[below];
      const sibling = items[below + 1];
      if (child === undefined) break;
      if (sibling !== undefined && comesBefore(sibling, child)) [below, child] = [below + 1, sibling];
      if (!comesBefore(child, last)) break;
      items[at] = child;
      at = below;
    }
    items[at] = last;
    return first;
  }
}

function comesBefore(one: RankedPair, other: RankedPair): boolean {
  return one.count > other.count || (one.count === other.count && one.key < other.key);
}

/** Writes texts in tokens; a piece that has come before is not worked out again. */
export class BytePairEncoder {
  readonly #ranks: ReadonlyMap<number, number>;
  readonly #rule: PieceRule;
  readonly #known = new Map<string, readonly number[]>();

  constructor(merges: readonly Merge[], rule: PieceRule) {
    this.#ranks = new Map(merges.map(([left, right], rank) => [keyOf(left, right), rank]));
    this.#rule = rule;
  }

  encode(text: string): number[] {
    const tokens: number[] = [];
    for (const piece of splitPieces(text, this.#rule)) for (const token of this.#tokensOf(piece)) tokens.push(token);
    return tokens;
  }

  #tokensOf(piece: string): readonly number[] {
    const known = this.#known.get(piece);
    if (known !== undefined) return known;
    let symbols: number[] = [...new TextEncoder().encode(piece)];
    for (;;) {
      let best: { rank: number; left: number; right: number } | null = null;
      for (let at = 1; at < symbols.length; at++) {
        const [left, right] = [symbols[at - 1] ?? 0, symbols[at] ?? 0];
        const rank = this.#ranks.get(keyOf(left, right));
        if (rank !== undefined && (best === null || rank < best.rank)) best = { rank, left, right };
      }
      if (best === null) break;
      symbols = join(symbols, best.left, best.right, byteCount + best.rank);
    }
    if (this.#known.size < mostKnown) this.#known.set(piece, symbols);
    return symbols;
  }
}

/** Pieces whose tokens are kept. */
const mostKnown = 100_000;

/** The bytes that each token stands for. */
export function tokenBytes(merges: readonly Merge[]): Uint8Array[] {
  const bytes = Array.from({ length: byteCount }, (_, byte) => Uint8Array.of(byte));
  const none = new Uint8Array();
  for (const [left, right] of merges) {
    const [head, tail] = [bytes[left] ?? none, bytes[right] ?? none];
    const whole = new Uint8Array(head.length + tail.length);
    whole.set(head);
    whole.set(tail, head.length);
    bytes.push(whole);
  }
  return bytes;
}

/** The bytes that each token stands for, as text; bytes that are no text of their own are shown in hexadecimal. */
export function tokenTexts(merges: readonly Merge[]): string[] {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return tokenBytes(merges).map((token) => {
    try {
      return decoder.decode(token);
    } catch {
      return Array.from(token, (byte) => `<${byte.toString(16).padStart(2, '0')}>`).join('');
    }
  });
}

function countPieces(texts: Iterable<string>, rule: PieceRule): Piece[] {
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const piece of splitPieces(text, rule)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
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
