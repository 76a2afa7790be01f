/** The parts of a corpus in tokens. */
import type { Part } from '../files/types.ts';
import type { TextSpec } from '../spec.ts';
import { learnTokenizer, paddingToken, type Encoder, type Tokenizer, type TokenizerKind } from '../tokens/tokenizer.ts';
import { countCharacters, type CorpusParts, type CorpusPiece } from './parts.ts';

/** In the order in which they lie. */
export const parts = ['train', 'validation', 'test'] as const satisfies readonly Part[];

const kinds: Readonly<Record<TextSpec['tokenizer'], TokenizerKind>> = {
  character: 'character',
  word: 'wordAndSpace',
  bytePair: 'bytePair',
};

/** A tokenizer that loses nothing of a text, learnt on its training part. */
export function learnOn(
  { train }: CorpusParts,
  { tokenizer, vocabulary, lowercase }: Pick<TextSpec, 'tokenizer' | 'vocabulary' | 'lowercase'>,
): Tokenizer {
  return learnTokenizer(linesOf(train), { tokenizer: kinds[tokenizer], vocabulary, lowercase, minimumRows: 1 });
}

export interface TokenRun {
  readonly tokens: Int32Array;
  readonly characters: number;
}

/** A text that ends is followed by token 0. */
export function writePart(encoder: Encoder, pieces: readonly CorpusPiece[], signal: AbortSignal): TokenRun {
  const found: Int32Array[] = [];
  const end = Int32Array.of(paddingToken);
  let characters = 0;
  for (const { text, ends } of pieces) {
    signal.throwIfAborted();
    characters += countCharacters(text);
    for (const line of linesOf([{ text }])) found.push(Int32Array.from(encoder.encode(line)));
    if (ends) found.push(end);
  }
  const tokens = new Int32Array(found.reduce((length, one) => length + one.length, 0));
  let at = 0;
  for (const one of found) {
    tokens.set(one, at);
    at += one.length;
  }
  return { tokens, characters };
}

/** With their line feeds. No token reaches beyond one, so that a long text is never held in pieces as a whole. */
function* linesOf(pieces: readonly Pick<CorpusPiece, 'text'>[]): Generator<string> {
  for (const { text } of pieces) {
    for (let from = 0; from < text.length;) {
      const feed = text.indexOf('\n', from);
      const to = feed === -1 ? text.length : feed + 1;
      yield text.slice(from, to);
      from = to;
    }
  }
}

/** The last tokens up to the end of a line or a text, at most `length` of them: what a short prompt follows. */
export function primerOf(
  tokens: Int32Array,
  vocabulary: readonly string[],
  length: number,
  reserved: number,
): number[] {
  const isEnd = (token: number): boolean =>
    token === paddingToken || vocabulary[token - reserved]?.endsWith('\n') === true;
  const reach = Math.max(0, tokens.length - 8 * length);
  let end = tokens.length;
  while (end > reach && !isEnd(tokens[end - 1] ?? 0)) end -= 1;
  if (end === reach) end = tokens.length;
  return [...tokens.subarray(Math.max(0, end - length), end)];
}
