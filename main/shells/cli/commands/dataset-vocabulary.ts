/** `athanor datasets vocabulary ID COLUMN`: what a tokenizer would learn from a column of texts. */
import type { VocabularyQuery } from '../../../api/contract/index.ts';
import { defineCommand } from '../command.ts';
import { exitStatus } from '../exit-status.ts';
import { formatFacts, formatTable, printable } from '../terminal/table.ts';

interface Options {
  readonly tokenizer?: string;
  readonly size?: string;
  readonly text?: string;
  readonly limit?: string;
  readonly offset?: string;
}

export const vocabulary = defineCommand<readonly [string, string], Options>({
  usage: 'vocabulary <id> <column>',
  summary: 'cli.datasets.vocabulary.summary',
  arguments: ['cli.datasets.id', 'cli.datasets.vocabulary.column'],
  options: [
    { flags: '--tokenizer <kind>', description: 'cli.datasets.vocabulary.tokenizer' },
    { flags: '--size <count>', description: 'cli.datasets.vocabulary.size' },
    { flags: '--text <text>', description: 'cli.datasets.vocabulary.text' },
    { flags: '--limit <count>', description: 'cli.datasets.vocabulary.limit' },
    { flags: '--offset <count>', description: 'cli.datasets.vocabulary.offset' },
  ],
  work: async ({ console, connect }, { arguments: [id, column], options }) => {
    const { tokenizer, size, text, limit, offset } = options;
    const { client } = await connect();
    const found = await client.datasets.vocabulary({
      id,
      column,
      // A wrong word or number is named by the service, which knows them all.
      ...(tokenizer === undefined ? {} : { tokenizer: tokenizer as VocabularyQuery['tokenizer'] }),
      ...(size === undefined ? {} : { vocabulary: Number(size) }),
      ...(text === undefined ? {} : { text }),
      ...(limit === undefined ? {} : { limit: Number(limit) }),
      ...(offset === undefined ? {} : { offset: Number(offset) }),
    });
    console.document(found);
    const facts = formatFacts([
      [console.text('cli.column.rows'), String(found.rows)],
      [console.text('cli.column.tokens'), String(found.size)],
      [console.text('cli.column.lengths'), found.lengths.join(', ')],
    ]);
    const table = formatTable(
      [
        { title: console.text('cli.column.number'), align: 'right' },
        { title: console.text('cli.column.token'), limit: 40 },
        { title: console.text('cli.column.count'), align: 'right' },
      ],
      found.tokens.map(({ number, token, count }) => [String(number), JSON.stringify(token), String(count)]),
    );
    const samples = found.samples.map(({ text: sample, numbers }) => `${printable(sample)}\n  ${numbers.join(' ')}`);
    console.answer([facts, table, samples.join('\n')].join('\n\n'));
    return exitStatus.success;
  },
});
