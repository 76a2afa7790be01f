/** `athanor datasets update`, `remove`, `restore` and `query`: data sets as things that are kept. */
import { defineCommand } from '../command.ts';
import { exitStatus } from '../exit-status.ts';
import { formatTable } from '../terminal/table.ts';

/** In place of a data set: it is the first version. */
const noVersion = 'none';

interface UpdateOptions {
  readonly name?: string;
  readonly note?: string;
  readonly versionOf?: string;
}

export const update = defineCommand<readonly [string], UpdateOptions>({
  usage: 'update <id>',
  summary: 'cli.datasets.update.summary',
  arguments: ['cli.datasets.id'],
  options: [
    { flags: '--name <name>', description: 'cli.datasets.update.name' },
    { flags: '--note <text>', description: 'cli.datasets.update.note' },
    { flags: '--version-of <id>', description: 'cli.datasets.update.versionOf' },
  ],
  work: async ({ console, connect }, { arguments: [id], options: { versionOf, ...changes } }) => {
    const { client } = await connect();
    const previous = versionOf === undefined ? {} : { previous: versionOf === noVersion ? null : versionOf };
    const dataset = await client.datasets.update({ id, ...changes, ...previous });
    console.document(dataset);
    console.answer(console.text('cli.datasets.updated', { name: dataset.name }));
    return exitStatus.success;
  },
});

export const remove = defineCommand<readonly [string], object>({
  usage: 'remove <id>',
  summary: 'cli.datasets.remove.summary',
  arguments: ['cli.datasets.id'],
  options: [],
  work: async ({ console, connect }, { arguments: [reference] }) => {
    const { client } = await connect();
    const { id, name } = await client.datasets.get({ id: reference });
    await client.datasets.remove({ id });
    console.document({ id, name });
    console.answer(console.text('cli.datasets.removed', { name, id }));
    return exitStatus.success;
  },
});

export const restore = defineCommand<readonly [string], object>({
  usage: 'restore <id>',
  summary: 'cli.datasets.restore.summary',
  arguments: ['cli.datasets.restore.id'],
  options: [],
  work: async ({ console, connect }, { arguments: [id] }) => {
    const { client } = await connect();
    const dataset = await client.datasets.restore({ id });
    console.document(dataset);
    console.answer(console.text('cli.datasets.restored', { name: dataset.name }));
    return exitStatus.success;
  },
});

/** Rows that are asked for; those that do not fit are said to be missing. */
const queryRows = 1000;

export const query = defineCommand<readonly [string, string], object>({
  usage: 'query <id> <sql>',
  summary: 'cli.datasets.query.summary',
  arguments: ['cli.datasets.id', 'cli.datasets.query.sql'],
  options: [],
  work: async ({ console, connect }, { arguments: [id, sql] }) => {
    const { client } = await connect();
    const found = await client.datasets.query({ id, sql, limit: queryRows });
    console.document(found);
    const table = formatTable(
      found.columns.map((title) => ({ title, limit: 40 })),
      found.rows.map((row) => row.map((cell) => cell ?? '·')),
    );
    console.answer(table);
    if (found.truncated) console.note(console.text('cli.datasets.query.truncated', { count: queryRows }));
    return exitStatus.success;
  },
});
