/** `athanor runs archive ID…`: runs that stay, out of every list that does not ask for them. */
import { defineCommand } from '../command.ts';
import { exitStatus } from '../exit-status.ts';

export const archive = defineCommand<readonly [readonly string[]], { readonly undo?: true }>({
  usage: 'archive <ids...>',
  summary: 'cli.runs.archive.summary',
  arguments: ['cli.runs.ids'],
  options: [{ flags: '--undo', description: 'cli.runs.archive.undo' }],
  work: async ({ console, connect }, { arguments: [ids], options }) => {
    const { client } = await connect();
    const archived = options.undo !== true;
    const runs = [];
    for (const id of ids) runs.push(await client.runs.update({ id, archived }));
    console.document(runs);
    console.answer(console.text(archived ? 'cli.runs.archived' : 'cli.runs.unarchived', { count: runs.length }));
    return exitStatus.success;
  },
});
