/** `athanor runs views`: the named views of the table of experiments; `runs list --view NAME` lists the runs of one. */
import type { SavedView } from '../../../api/contract/view-types.ts';
import { UserError } from '../../../base/errors.ts';
import { nearestName } from '../../../base/nearest.ts';
import { defineCommand } from '../command.ts';
import type { Connection } from '../connection.ts';
import { exitStatus } from '../exit-status.ts';
import { formatTable } from '../terminal/table.ts';

export const views = defineCommand<readonly [], object>({
  usage: 'views',
  summary: 'cli.runs.views.summary',
  arguments: [],
  options: [],
  work: async ({ console, connect }) => {
    const { client } = await connect();
    const found = await client.views.list();
    console.document(found);
    const columns = [
      { title: console.text('cli.column.name'), limit: 32 },
      { title: console.text('cli.column.query') },
    ];
    const rows = found.map(({ name, definition, isDefault }) => [
      isDefault ? console.text('cli.runs.views.first', { name }) : name,
      definition.where === '' ? '–' : definition.where,
    ]);
    console.answer(found.length === 0 ? console.text('cli.runs.views.none') : formatTable(columns, rows));
    return exitStatus.success;
  },
});

/** By name or id. Throws UserError `cli.viewUnknown`. */
export async function viewCalled(client: Connection['client'], reference: string): Promise<SavedView> {
  const all = await client.views.list();
  const found = all.find(({ id }) => id === reference) ?? all.find(({ name }) => name === reference);
  if (found !== undefined) return found;
  const names = all.map(({ name }) => name);
  throw new UserError('cli.viewUnknown', {
    name: reference,
    known: names.join(', '),
    nearest: nearestName(reference, names),
  });
}
