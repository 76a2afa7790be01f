/** `athanor runs archive|remove|tag|star [ID…] [--where QUERY]`: what is said of many runs in one call. */
import type { Command } from 'commander';
import type { RunsChanged } from '../../../api/contract/run-types.ts';
import type { MessageKey } from '../../../../resources/messages/index.ts';
import { UserError } from '../../../base/errors.ts';
import { defineCommand, type AddCommand } from '../command.ts';
import type { Console } from '../console.ts';
import { exitStatus } from '../exit-status.ts';
import { chosenRuns } from './chosen-runs.ts';

interface Choice {
  readonly where?: string;
  readonly undo?: true;
}

const where = { flags: '--where <query>', description: 'cli.runs.marked.where' } as const;

const archive = defineCommand<readonly [readonly string[]], Choice>({
  usage: 'archive [ids...]',
  summary: 'cli.runs.archive.summary',
  arguments: ['cli.runs.ids'],
  options: [where, { flags: '--undo', description: 'cli.runs.archive.undo' }],
  work: async ({ console, connect }, { arguments: [names], options }) => {
    const { client } = await connect();
    const archived = options.undo !== true;
    const ids = await chosenRuns(client, names, options.where);
    const done = ids.length === 0 ? none : await client.runs.mark({ ids, archived });
    return answer(console, done, archived ? 'cli.runs.archived' : 'cli.runs.unarchived');
  },
});

const remove = defineCommand<readonly [readonly string[]], Choice>({
  usage: 'remove [ids...]',
  summary: 'cli.runs.remove.summary',
  arguments: ['cli.runs.ids'],
  options: [where, { flags: '--undo', description: 'cli.runs.remove.undo' }],
  work: async ({ console, connect }, { arguments: [names], options }) => {
    const { client } = await connect();
    if (options.undo === true) {
      // A removed run has no name that could be found: only its id.
      if (names.length === 0) throw new UserError('cli.noRunsNamed');
      const changed = await client.runs.restore({ ids: [...names] });
      return answer(console, { changed, atWork: [] }, 'cli.runs.restored');
    }
    const ids = await chosenRuns(client, names, options.where);
    return answer(console, ids.length === 0 ? none : await client.runs.remove({ ids }), 'cli.runs.removed');
  },
});

const tag = defineCommand<
  readonly [readonly string[]],
  { readonly where?: string; readonly add?: readonly string[]; readonly drop?: readonly string[] }
>({
  usage: 'tag [ids...]',
  summary: 'cli.runs.tag.summary',
  arguments: ['cli.runs.ids'],
  options: [
    where,
    { flags: '--add <tag>', description: 'cli.runs.tag.add', repeatable: true },
    { flags: '--drop <tag>', description: 'cli.runs.tag.drop', repeatable: true },
  ],
  work: async ({ console, connect }, { arguments: [names], options }) => {
    const { client } = await connect();
    const tags = { addTags: [...(options.add ?? [])], removeTags: [...(options.drop ?? [])] };
    if (tags.addTags.length + tags.removeTags.length === 0) throw new UserError('cli.noTags');
    const ids = await chosenRuns(client, names, options.where);
    return answer(console, ids.length === 0 ? none : await client.runs.mark({ ids, ...tags }), 'cli.runs.tagged');
  },
});

const star = defineCommand<readonly [readonly string[]], Choice>({
  usage: 'star [ids...]',
  summary: 'cli.runs.star.summary',
  arguments: ['cli.runs.ids'],
  options: [where, { flags: '--undo', description: 'cli.runs.star.undo' }],
  work: async ({ console, connect }, { arguments: [names], options }) => {
    const { client } = await connect();
    const starred = options.undo !== true;
    const ids = await chosenRuns(client, names, options.where);
    const done = ids.length === 0 ? none : await client.runs.mark({ ids, starred });
    return answer(console, done, starred ? 'cli.runs.starred' : 'cli.runs.unstarred');
  },
});

export function addRunMarks(group: Command, add: AddCommand): void {
  add(group, archive);
  add(group, remove);
  add(group, tag);
  add(group, star);
}

const none: RunsChanged = { changed: [], atWork: [] };

function answer(console: Console, done: RunsChanged, words: MessageKey): number {
  console.document(done);
  console.answer(console.text(words, { count: done.changed.length }));
  for (const { name } of done.atWork) console.note(console.text('cli.runs.leftAtWork', { name }));
  return exitStatus.success;
}
