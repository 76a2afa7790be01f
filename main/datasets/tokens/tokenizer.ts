/**
 * A tokenizer: learnt on texts, kept as JSON with whatever was made of it, and applied to any text.
 *
 * Tokens are numbered from 2: 0 fills up a sequence, and 1 stands for a token that was not learnt. Byte pairs know every text and
 * never give 1.
 */
import { z } from 'zod';
import { compareCodePoints } from '../recipe/blocks.ts';
import { applyMerges, byteCount, learnMerges, ranksOf, tokenTexts } from './byte-pair.ts';
import { splitCharacters, splitWords } from './split.ts';

export const paddingToken = 0;
export const unknownToken = 1;
/** Numbers that stand for no token of a text. */
export const reservedTokens = 2;

export const tokenizerKindSchema = z.enum(['word', 'character', 'bytePair']);
export type TokenizerKind = z.infer<typeof tokenizerKindSchema>;

export const tokenizerOptions = {
  /** `word`: letters and digits, Chinese and Japanese by character; `character`: code points; `bytePair`: bytes joined. */
  tokenizer: tokenizerKindSchema.default('word'),
  /** How many numbers there are at most, padding and the unknown token among them: the `inputDim` of an embedding. */
  vocabulary: z.int().min(3).max(1_000_000).default(10_000),
  /** Tokens in fewer rows than this are not learnt. Not for byte pairs. */
  minimumRows: z.int().min(1).default(1),
  lowercase: z.boolean().default(true),
};
export type TokenizerOptions = z.output<z.ZodObject<typeof tokenizerOptions>>;

export const tokenizerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('word'), lowercase: z.boolean(), tokens: z.array(z.string()) }),
  z.object({ kind: z.literal('character'), lowercase: z.boolean(), tokens: z.array(z.string()) }),
  z.object({ kind: z.literal('bytePair'), lowercase: z.boolean(), merges: z.array(z.tuple([z.int(), z.int()])) }),
]);
export type Tokenizer = z.infer<typeof tokenizerSchema>;

/** The most frequent tokens, of equally frequent ones the first by code point; for byte pairs the bytes and the merges. */
export function learnTokenizer(texts: readonly string[], options: TokenizerOptions): Tokenizer {
  const { tokenizer: kind, vocabulary, lowercase } = options;
  const room = vocabulary - reservedTokens;
  if (kind === 'bytePair') {
    const lowered = texts.map((text) => (lowercase ? text.toLowerCase() : text));
    return { kind, lowercase, merges: learnMerges(lowered, Math.max(0, room - byteCount)).map(([a, b]) => [a, b]) };
  }
  return {
    kind,
    lowercase,
    tokens: frequentTokens(
      texts.map((text) => pieces(kind, lowercase, text)),
      options,
      room,
    ),
  };
}

/** Tokens of `rows` that are in enough of them, most frequent first. */
export function frequentTokens(
  rows: readonly (readonly string[])[],
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

  constructor(tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
    this.#numbers =
      tokenizer.kind === 'bytePair'
        ? ranksOf(tokenizer.merges)
        : new Map(tokenizer.tokens.map((token, index) => [token, index + reservedTokens]));
  }

  encode(text: string): number[] {
    const { kind, lowercase } = this.#tokenizer;
    if (kind === 'bytePair') {
      const symbols = applyMerges(this.#numbers, lowercase ? text.toLowerCase() : text);
      return symbols.map((symbol) => symbol + reservedTokens);
    }
    return pieces(kind, lowercase, text).map((token) => this.#numbers.get(token) ?? unknownToken);
  }
}

/** Tokens of a text before they are numbers. */
export function pieces(kind: 'word' | 'character', lowercase: boolean, text: string): string[] {
  const written = lowercase ? text.toLowerCase() : text;
  return kind === 'word' ? splitWords(written) : splitCharacters(written);
}

/** What each number from 2 on stands for. */
export function vocabularyOf(tokenizer: Tokenizer): string[] {
  return tokenizer.kind === 'bytePair' ? tokenTexts(tokenizer.merges) : tokenizer.tokens;
}
