/** `athanor runs again ID` repeats a run, changed where it is told to; `athanor runs repeats ID` says how closely the other runs of its settings came. */
import type { Reproduction } from '../../../api/contract/index.ts';
import { parseAssignments } from '../training/assignments.ts';
import { defineCommand } from '../command.ts';
import type { Client } from '../connection.ts';
import type { Console } from '../console.ts';
import { exitStatus } from '../exit-status.ts';
import { formatReading } from '../terminal/numbers.ts';
import { formatTable, printable } from '../terminal/table.ts';
import { describeParent } from '../terminal/family.ts';
import { watchRun } from '../training/watch-run.ts';

interface AgainOptions {
  readonly set?: readonly string[];
  readonly name?: string;
}

export const again = defineCommand<readonly [string], AgainOptions>({
  usage: 'again <id>',
  summary: 'cli.runs.again.summary',
  arguments: ['cli.runs.id'],
  options: [
    { flags: '--set <path=value>', description: 'cli.train.set', repeatable: true },
    { flags: '--name <name>', description: 'cli.train.name' },
  ],
  work: async (surroundings, { arguments: [id], options }) => {
    const { console } = surroundings;
    const overrides = parseAssignments(options.set ?? []);
    return watchRun(
      surroundings,
      async (client) => {
        const { experiment, dataset, id: parent } = await client.runs.get({ id });
        return client.runs.submit({
          experiment,
          datasetId: dataset.id,
          overrides,
          parent,
          ...(options.name === undefined ? {} : { name: options.name }),
        });
      },
      async (client, right) => {
        const { id: left } = await client.runs.get({ id });
        const [parent] = (await client.runs.family({ id: right })).ancestors;
        if (parent !== undefined && parent.changes.length > 0) {
          return { document: { parent }, text: describeParent(parent, console) };
        }
        const reproduction = await client.comparison.reproduction({ left, right });
        return { document: { reproduction }, text: await describe(client, console, reproduction) };
      },
    );
  },
});

export const repeats = defineCommand<readonly [string], object>({
  usage: 'repeats <id>',
  summary: 'cli.runs.repeats.summary',
  arguments: ['cli.runs.id'],
  options: [],
  work: async ({ console, connect }, { arguments: [reference] }) => {
    const { client } = await connect();
    const { id } = await client.runs.get({ id: reference });
    const others = await client.runs.repeats({ id });
    const found: Reproduction[] = [];
    for (const other of others) {
      // The older of the two is what the younger repeats.
      const [left, right] = other.id < id ? [other.id, id] : [id, other.id];
      found.push(await client.comparison.reproduction({ left, right }));
    }
    console.document(found);
    if (found.length === 0) console.answer(console.text('cli.runs.repeats.none'));
    for (const one of found) console.answer(`${await describe(client, console, one)}\n`);
    return exitStatus.success;
  },
});

async function describe(client: Client, console: Console, found: Reproduction): Promise<string> {
  const [left, right] = await Promise.all([client.runs.get({ id: found.left }), client.runs.get({ id: found.right })]);
  const head = console.text('cli.runs.repeats.verdict', {
    verdict: found.verdict,
    left: printable(left.name),
    right: printable(right.name),
    epochs: found.epochs,
  });
  const { weights } = found;
  const parts = [head];
  if (weights !== null) {
    parts.push(
      console.text('cli.runs.repeats.weights', {
        epoch: weights.epoch,
        count: weights.count,
        equal: weights.equal ? 'yes' : 'no',
        hash: weights.leftHash.slice(0, 16),
        other: weights.rightHash.slice(0, 16),
        largest: formatReading(weights.largest),
        tensor: weights.tensor ?? '–',
      }),
    );
  } else if (found.verdict !== 'nothing') parts.push(console.text('cli.runs.repeats.noWeights'));
  const apart = [
    ...found.curves.map(({ name, equal, largest, epoch }) => ({ name, equal, largest, at: epoch })),
    ...found.test.map(({ name, equal, largest }) => ({ name: `test_${name}`, equal, largest, at: null })),
  ].filter(({ equal }) => !equal);
  if (apart.length > 0) {
    const columns = [
      { title: console.text('cli.column.metric') },
      { title: console.text('cli.column.apart'), align: 'right' as const },
      { title: console.text('cli.column.atEpoch'), align: 'right' as const },
    ];
    parts.push(
      formatTable(
        columns,
        apart.map(({ name, largest, at }) => [name, formatReading(largest), formatReading(at)]),
      ),
    );
  }
  for (const { name, left: one, right: other } of found.conditions) {
    parts.push(console.text('cli.runs.repeats.condition', { name, left: one ?? '–', right: other ?? '–' }));
  }
  return parts.join('\n');
}
