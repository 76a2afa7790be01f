/** What a tokenizer would learn from a column of texts, and how it writes some of them: to look at before training. */
import { UserError } from '../../base/errors.ts';
import type { Vocabulary, VocabularyRequest } from '../tokens/types.ts';
import { reservedTokens, Encoder, learnTokenizer, vocabularyOf } from '../tokens/tokenizer.ts';
import { textsOf } from '../recipe/blocks.ts';
import { sampleColumns } from './associations/sampled.ts';
import { findColumn, readColumn } from './features.ts';
import { withStored } from './stored.ts';

const shownSamples = 5;

export async function vocabulary(request: VocabularyRequest, signal: AbortSignal): Promise<Vocabulary> {
  const { folder, offset, limit, text } = request;
  return withStored(folder, signal, async (database, table, manifest) => {
    const column = findColumn(manifest, request.column, 'datasets.columnUnknown', 'column');
    if (column.kind !== 'text' && column.kind !== 'category') {
      throw new UserError('datasets.notTexts', { column: column.name }, { path: 'column' });
    }
    const sampled = await sampleColumns(database, table, manifest.rows, [column]);
    const block = await readColumn(database, sampled.table, column, sampled.rows);
    const texts = textsOf(block).filter((cell) => cell !== null);
    const tokenizer = learnTokenizer(texts, request);
    const encoder = new Encoder(tokenizer);
    const written = texts.map((cell) => encoder.encode(cell));
    const counts = new Map<number, number>();
    for (const numbers of written) for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
    const tokens = vocabularyOf(tokenizer);
    const samples = [...(text === null ? [] : [text]), ...texts.slice(0, shownSamples)];
    const lengths = written.map((numbers) => numbers.length).sort((one, other) => one - other);
    const at = (share: number): number => lengths[Math.ceil(share * (lengths.length - 1))] ?? 0;
    return {
      rows: sampled.rows,
      size: tokens.length,
      tokens: tokens.slice(offset, offset + limit).map((token, index) => {
        const number = offset + index + reservedTokens;
        return { number, token, count: counts.get(number) ?? 0 };
      }),
      samples: samples.map((sample) => ({ text: sample, numbers: encoder.encode(sample) })),
      lengths: [at(0.5), at(0.9), at(0.99), at(1)],
    };
  });
}
