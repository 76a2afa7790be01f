/** `athanor runs groups FIELD`: runs gathered by a field, with the mean of a metric, its interval, and ties. */
import type { RunGroup } from '../../../api/contract/query-types.ts';
import { defineCommand } from '../command.ts';
import type { Console } from '../console.ts';
import { exitStatus } from '../exit-status.ts';
import { formatReading } from '../terminal/numbers.ts';
import { formatTable, printable } from '../terminal/table.ts';

export const groups = defineCommand<readonly [string], { readonly of?: string; readonly where?: string }>({
  usage: 'groups <field>',
  summary: 'cli.runs.groups.summary',
  arguments: ['cli.runs.groups.by'],
  options: [
    { flags: '--of <metric>', description: 'cli.runs.groups.of' },
    { flags: '--where <query>', description: 'cli.runs.list.where' },
  ],
  work: async ({ console, connect }, { arguments: [by], options: { of, where } }) => {
    const { client } = await connect();
    const found = await client.runs.groups({
      by,
      ...(of !== undefined && { of }),
      ...(where !== undefined && { where }),
    });
    console.document(found);
    console.answer(
      found.length === 0
        ? console.text(where === undefined ? 'cli.runs.none' : 'cli.runs.noneFound')
        : table(found, by, console),
    );
    return exitStatus.success;
  },
});

function table(found: readonly RunGroup[], by: string, console: Console): string {
  const right = 'right' as const;
  const columns = [
    { title: console.text('cli.column.group', { by }), limit: 40 },
    { title: console.text('cli.column.runs'), align: right },
    { title: console.text('cli.column.mean'), align: right },
    { title: console.text('cli.column.interval') },
    { title: console.text('cli.column.against') },
    { title: console.text('cli.column.bestReading'), align: right },
  ];
  const rows = found.map((group, index) => [
    group.value === null ? console.text('cli.group.missing') : printable(String(group.value)),
    String(group.runs),
    formatReading(group.mean),
    group.low === null ? '–' : `${formatReading(group.low)} … ${formatReading(group.high)}`,
    index === 0 || group.mean === null ? '' : console.text(`cli.group.${verdict(group)}`),
    formatReading(group.best),
  ]);
  return formatTable(columns, rows);
}

function verdict({ tie }: RunGroup): 'ties' | 'worse' | 'unknown' {
  return tie === null ? 'unknown' : tie ? 'ties' : 'worse';
}
