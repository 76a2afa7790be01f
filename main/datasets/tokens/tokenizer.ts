/**
 * A tokenizer: learnt on texts, kept as JSON with whatever was made of it, and applied to any text.
 *
 * Tokens are numbered from 2: 0 fills up a sequence, and 1 stands for a token that was not learnt. Byte pairs know every text and
 * never give 1.
 */
import { z } from 'zod';
import { compareCodePoints } from '../recipe/blocks.ts';
import { byteCount, BytePairEncoder, learnMerges, tokenBytes, tokenTexts } from './byte-pair.ts';
import { pieceRules, splitCharacters, splitWords, splitWordsAndSpaces } from './split.ts';

export const paddingToken = 0;
export const unknownToken = 1;
/** Numbers that stand for no token of a text. */
export const reservedTokens = 2;

export const tokenizerKindSchema = z.enum(['word', 'wordAndSpace', 'character', 'bytePair']);
export type TokenizerKind = z.infer<typeof tokenizerKindSchema>;

/** Those whose tokens are pieces of a text as they stand. */
const wholeKindSchema = tokenizerKindSchema.exclude(['bytePair']);
type WholeKind = z.infer<typeof wholeKindSchema>;

export const tokenizerOptions = {
  /**
   * `word`: letters and digits, Chinese and Japanese by character; `wordAndSpace`: the same with the space before it, and
   * punctuation, so that nothing is lost; `character`: code points; `bytePair`: bytes joined.
   */
  tokenizer: tokenizerKindSchema.default('word'),
  /** How many numbers there are at most, padding and the unknown token among them: the `inputDim` of an embedding. */
  vocabulary: z.int().min(3).max(1_000_000).default(10_000),
  /** Tokens in fewer rows than this are not learnt. Not for byte pairs. */
  minimumRows: z.int().min(1).default(1),
  lowercase: z.boolean().default(true),
};
export type TokenizerOptions = z.output<z.ZodObject<typeof tokenizerOptions>>;

export const tokenizerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: wholeKindSchema, lowercase: z.boolean(), tokens: z.array(z.string()) }),
  z.object({
    kind: z.literal('bytePair'),
    lowercase: z.boolean(),
    // Tokenizers of earlier versions say nothing.
    pieces: z.enum(pieceRules).default('spaces'),
    merges: z.array(z.tuple([z.int(), z.int()])),
  }),
]);
export type Tokenizer = z.infer<typeof tokenizerSchema>;

/** The most frequent tokens, of equally frequent ones the first by code point; for byte pairs the bytes and the merges. */
export function learnTokenizer(texts: Iterable<string>, options: TokenizerOptions): Tokenizer {
  const { tokenizer: kind, vocabulary, lowercase } = options;
  const room = vocabulary - reservedTokens;
  if (kind === 'bytePair') {
    const lowered = mapped(texts, (text) => (lowercase ? text.toLowerCase() : text));
    const merges = learnMerges(lowered, Math.max(0, room - byteCount), 'scripts');
    return { kind, lowercase, pieces: 'scripts', merges: merges.map(([left, right]) => [left, right]) };
  }
  return {
    kind,
    lowercase,
    tokens: frequentTokens(
      mapped(texts, (text) => pieces(kind, lowercase, text)),
      options,
      room,
    ),
  };
}

/** One by one, so that the pieces of a long text are not all held at once. */
function* mapped<Value>(texts: Iterable<string>, change: (text: string) => Value): Generator<Value> {
  for (const text of texts) yield change(text);
}

/** Tokens of `rows` that are in enough of them, most frequent first. */
export function frequentTokens(
  rows: Iterable<readonly string[]>,
  { minimumRows }: Pick<TokenizerOptions, 'minimumRows'>,
  most: number,
): string[] {
  const counts = new Map<string, number>();
  const rowCounts = new Map<string, number>();
  for (const tokens of rows) {
    for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
    for (const token of new Set(tokens)) rowCounts.set(token, (rowCounts.get(token) ?? 0) + 1);
  }
  return Array.from(counts)
    .filter(([token]) => (rowCounts.get(token) ?? 0) >= minimumRows)
    .sort(([one, ones], [other, others]) => others - ones || compareCodePoints(one, other))
    .slice(0, most)
    .map(([token]) => token);
}

/** Writes texts in numbers. */
export class Encoder {
  readonly #tokenizer: Tokenizer;
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #bytePairs: BytePairEncoder | null;

  constructor(tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
    const tokens = tokenizer.kind === 'bytePair' ? [] : tokenizer.tokens;
    this.#numbers = new Map(tokens.map((token, index) => [token, index + reservedTokens]));
    this.#bytePairs = tokenizer.kind === 'bytePair' ? new BytePairEncoder(tokenizer.merges, tokenizer.pieces) : null;
  }

  encode(text: string): number[] {
    const { kind, lowercase } = this.#tokenizer;
    if (kind === 'bytePair') {
      const symbols = this.#bytePairs?.encode(lowercase ? text.toLowerCase() : text) ?? [];
      return symbols.map((symbol) => symbol + reservedTokens);
    }
    return pieces(kind, lowercase, text).map((token) => this.#numbers.get(token) ?? unknownToken);
  }
}

/** Writes tokens as text, one after the other: a letter may need several byte pairs, and is given with the last of them. */
export class Decoder {
  readonly #tokens: readonly Uint8Array[];
  readonly #text = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(tokenizer: Tokenizer) {
    const encoder = new TextEncoder();
    this.#tokens =
      tokenizer.kind === 'bytePair'
        ? tokenBytes(tokenizer.merges)
        : tokenizer.tokens.map((token) => encoder.encode(token));
  }

  /** What can be told of the text with this token. One that stands for no text is U+FFFD, and padding is nothing. */
  add(number: number): string {
    if (number === paddingToken) return this.end();
    const bytes = this.#tokens[number - reservedTokens];
    return bytes === undefined ? `${this.end()}\uFFFD` : this.#text.decode(bytes, { stream: true });
  }

  /** What is left of a letter that did not end. */
  end(): string {
    return this.#text.decode();
  }
}

const splits: Readonly<Record<WholeKind, (text: string) => string[]>> = {
  word: splitWords,
  wordAndSpace: splitWordsAndSpaces,
  character: splitCharacters,
};

/** Tokens of a text before they are numbers. */
export function pieces(kind: WholeKind, lowercase: boolean, text: string): string[] {
  return splits[kind](lowercase ? text.toLowerCase() : text);
}

/** What each number from 2 on stands for. */
export function vocabularyOf(tokenizer: Tokenizer): string[] {
  return tokenizer.kind === 'bytePair' ? tokenTexts(tokenizer.merges) : tokenizer.tokens;
}
