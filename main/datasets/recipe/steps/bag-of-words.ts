/**
 * A text as a column per token: how often it comes, whether it comes, or its tf-idf.
 *
 * Formula: tfidf = count · (ln((1 + rows) / (1 + rows with the token)) + 1), each row then divided by its length (L2), of the
 * training rows.
 * Source: as scikit-learn's CountVectorizer and TfidfVectorizer with their defaults, but for words of one letter, which count.
 */
import { z } from 'zod';
import {
  Encoder,
  frequentTokens,
  learnTokenizer,
  pieces,
  reservedTokens,
  tokenizerOptions,
  tokenizerSchema,
  vocabularyOf,
  type Tokenizer,
  type TokenizerKind,
} from '../../tokens/tokenizer.ts';
import { numberBlock, textsOf } from '../blocks.ts';
import { defineStep } from '../step.ts';

const weighting = z.enum(['count', 'binary', 'tfidf']);
const ngrams = z.int().min(1).max(5);
const options = z.strictObject({
  step: z.literal('bagOfWords'),
  ...tokenizerOptions,
  /** Columns at most. */
  vocabulary: z.int().min(1).max(20_000).default(1000),
  weighting: weighting.default('tfidf'),
  /** Tokens in a row that are a token too, up to so many. Not for byte pairs. */
  ngrams: ngrams.default(1),
});
const schema = z.object({
  step: z.literal('bagOfWords'),
  tokenizer: tokenizerSchema,
  ngrams,
  weighting,
  /** By token; of weights without it 1. */
  inverseFrequency: z.array(z.number()),
});

export const bagOfWords = defineStep<z.output<typeof options>, z.infer<typeof schema>>({
  takes: 'texts',
  category: 'text',
  formula: 'tfidf = count · (ln((1 + rows) / (1 + rows with the token)) + 1); each row divided by its length',
  source: 'scikit-learn: CountVectorizer, TfidfVectorizer',
  options,
  schema,
  fit(block, given) {
    const texts = textsOf(block).map((text) => text ?? '');
    const tokenizer = learnBag(texts, given);
    const count = countTokens(tokenizer, given.ngrams);
    const size = vocabularyOf(tokenizer).length;
    const rowsWith = new Float64Array(size);
    for (const text of texts) for (const token of count(text).keys()) rowsWith[token] = (rowsWith[token] ?? 0) + 1;
    const inverse = (rows: number): number => Math.log((1 + texts.length) / (1 + rows)) + 1;
    return {
      step: 'bagOfWords',
      tokenizer,
      ngrams: given.ngrams,
      weighting: given.weighting,
      inverseFrequency: Array.from(rowsWith, given.weighting === 'tfidf' ? inverse : () => 1),
    };
  },
  apply({ tokenizer, ngrams: most, weighting: weight, inverseFrequency }, block) {
    const texts = textsOf(block);
    const count = countTokens(tokenizer, most);
    const parts = inverseFrequency.map(() => new Float64Array(texts.length));
    texts.forEach((text, row) => {
      const counts = count(text ?? '');
      let squares = 0;
      for (const [token, times] of counts) squares += (times * (inverseFrequency[token] ?? 0)) ** 2;
      const length = weight === 'tfidf' && squares > 0 ? Math.sqrt(squares) : 1;
      for (const [token, times] of counts) {
        const part = parts[token];
        if (part === undefined) continue;
        part[row] = weight === 'binary' ? 1 : (times * (inverseFrequency[token] ?? 0)) / length;
      }
    });
    const names = vocabularyOf(tokenizer);
    return parts.map((part, index) => numberBlock(`${block.name}:${names[index] ?? index}`, part, true));
  },
});

function learnBag(texts: readonly string[], given: z.output<typeof options>): Tokenizer {
  const { tokenizer: kind, vocabulary, lowercase, ngrams: most } = given;
  if (kind === 'bytePair') return learnTokenizer(texts, { ...given, vocabulary: vocabulary + reservedTokens });
  const rows = texts.map((text) => withNeighbours(kind, pieces(kind, lowercase, text), most));
  return { kind, lowercase, tokens: frequentTokens(rows, given, vocabulary) };
}

/** Counts the known tokens of a text, by their place in the vocabulary. */
function countTokens(tokenizer: Tokenizer, most: number): (text: string) => Map<number, number> {
  const { kind, lowercase } = tokenizer;
  const add = (counts: Map<number, number>, token: number | undefined): void => {
    if (token !== undefined) counts.set(token, (counts.get(token) ?? 0) + 1);
  };
  if (kind === 'bytePair') {
    const encoder = new Encoder(tokenizer);
    return (text) => {
      const counts = new Map<number, number>();
      for (const token of encoder.encode(text)) add(counts, token - reservedTokens);
      return counts;
    };
  }
  const places = new Map(tokenizer.tokens.map((token, index) => [token, index]));
  return (text) => {
    const counts = new Map<number, number>();
    for (const token of withNeighbours(kind, pieces(kind, lowercase, text), most)) add(counts, places.get(token));
    return counts;
  };
}

/** Tokens, then pairs of neighbours and so on: words with a space between, characters without. */
function withNeighbours(kind: Exclude<TokenizerKind, 'bytePair'>, tokens: readonly string[], most: number): string[] {
  const all = [...tokens];
  for (let size = 2; size <= most; size++) {
    for (let at = 0; at + size <= tokens.length; at++) {
      all.push(tokens.slice(at, at + size).join(kind === 'word' ? ' ' : ''));
    }
  }
  return all;
}
