/** `athanor runs queue|move`: who is next, whether anything begins, how many train at once. */
import type { Command } from 'commander';
import { UserError } from '../../../base/errors.ts';
import type { RunQueueState } from '../../../api/contract/run-types.ts';
import { defineCommand, type AddCommand } from '../command.ts';
import type { Client } from '../connection.ts';
import type { Console } from '../console.ts';
import { exitStatus } from '../exit-status.ts';
import { formatTable } from '../terminal/table.ts';
import { parseCount } from './run-control.ts';

interface QueueOptions {
  readonly hold?: boolean;
  readonly go?: boolean;
  readonly atOnce?: string;
}

const queue = defineCommand<readonly [], QueueOptions>({
  usage: 'queue',
  summary: 'cli.runs.queue.summary',
  arguments: [],
  options: [
    { flags: '--hold', description: 'cli.runs.queue.hold' },
    { flags: '--go', description: 'cli.runs.queue.go' },
    { flags: '--at-once <count>', description: 'cli.runs.queue.atOnce' },
  ],
  work: async ({ console, connect }, { options: { hold = false, go = false, atOnce } }) => {
    if (hold && go) throw new UserError('cli.holdAndGo');
    const changes = {
      ...(hold || go ? { held: hold } : {}),
      ...(atOnce === undefined ? {} : { concurrency: parseCount(atOnce, '--at-once') }),
    };
    const { client } = await connect();
    const state = Object.keys(changes).length === 0 ? await client.runs.queue() : await client.runs.setQueue(changes);
    return answer(client, console, state);
  },
});

const move = defineCommand<readonly [string], { readonly to?: string }>({
  usage: 'move <id>',
  summary: 'cli.runs.move.summary',
  arguments: ['cli.runs.id'],
  options: [{ flags: '--to <place>', description: 'cli.runs.move.to' }],
  work: async ({ console, connect }, { arguments: [id], options: { to = 'front' } }) => {
    const { client } = await connect();
    return answer(client, console, await client.runs.moveInQueue({ id, place: placeOf(to) }));
  },
});

export function addQueueControls(group: Command, add: AddCommand): void {
  add(group, queue);
  add(group, move);
}

/** From 0; beyond the last is the last. */
function placeOf(word: string): number {
  if (word === 'front') return 0;
  return word === 'back' ? Number.MAX_SAFE_INTEGER : parseCount(word, '--to') - 1;
}

async function answer(client: Client, console: Console, state: RunQueueState): Promise<number> {
  console.document(state);
  const running = await client.runs.rows({ ids: state.running });
  const waiting = await client.runs.rows({ ids: state.waiting });
  const rows = [
    ...running.map(({ name }) => [console.text('cli.queue.training'), name]),
    ...waiting.map(({ name }, index) => [String(index + 1), name]),
  ];
  const columns = [{ title: console.text('cli.column.place') }, { title: console.text('cli.column.name') }];
  const { held, concurrency } = state;
  const facts = console.text('cli.queue.state', { held: String(held), concurrency, waiting: waiting.length });
  console.answer(rows.length === 0 ? facts : `${formatTable(columns, rows)}\n\n${facts}`);
  return exitStatus.success;
}
