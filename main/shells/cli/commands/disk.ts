/** `athanor disk show|purge|compact|rules`: what takes how much of the disk, what can go, and what is kept. */
import type { DiskItem, DiskReport } from '../../../api/contract/disk-types.ts';
import { defineCommand, type CommandRegistration } from '../command.ts';
import type { Console } from '../console.ts';
import { exitStatus } from '../exit-status.ts';
import { formatBytes } from '../terminal/numbers.ts';
import { formatTable } from '../terminal/table.ts';
import { compact, purge, rules } from './disk-purge.ts';
import { parseCount } from './run-control.ts';

const shownItems = 15;

const show = defineCommand<readonly [], { readonly limit?: string }>({
  usage: 'show',
  summary: 'cli.disk.show.summary',
  arguments: [],
  options: [{ flags: '--limit <count>', description: 'cli.disk.show.limit' }],
  work: async ({ console, connect }, { options }) => {
    const limit = options.limit === undefined ? shownItems : parseCount(options.limit, '--limit');
    const { client } = await connect();
    const report = await client.disk.report();
    console.document({ ...report, items: report.items.slice(0, limit) });
    console.answer(describe(report, limit, console));
    return exitStatus.success;
  },
});

export const disk: CommandRegistration = (program, add, text) => {
  const group = program.command('disk').description(text('cli.disk.summary'));
  add(group, show);
  add(group, purge);
  add(group, compact);
  add(group, rules);
};

function describe(
  { parts, totalBytes, freeBytes, database, items }: DiskReport,
  limit: number,
  console: Console,
): string {
  const partRows = parts
    .filter(({ bytes }) => bytes > 0)
    .map(({ part, bytes }) => [console.text(`disk.part.${part}`), formatBytes(bytes)]);
  const size = { title: console.text('cli.column.size'), align: 'right' as const };
  const totals = [
    console.text('cli.disk.total', { total: formatBytes(totalBytes), free: formatBytes(freeBytes) }),
    ...(database.unused > 0 ? [console.text('cli.disk.unused', { unused: formatBytes(database.unused) })] : []),
  ];
  const itemRows = items
    .slice(0, limit)
    .map((item) => [item.id, nameOf(item), kindOf(item, console), formatBytes(item.bytes)]);
  return [
    formatTable([{ title: console.text('cli.disk.part') }, size], partRows),
    totals.join('\n'),
    formatTable(
      [
        { title: console.text('cli.column.id'), limit: 24 },
        { title: console.text('cli.column.name'), limit: 40 },
        { title: console.text('cli.disk.kind') },
        size,
      ],
      itemRows,
    ),
  ].join('\n\n');
}

function nameOf(item: DiskItem): string {
  return item.kind === 'prepared' ? (item.dataset ?? '–') : item.name;
}

function kindOf(item: DiskItem, console: Console): string {
  const kind = console.text(`disk.kind.${item.kind}`);
  if (item.kind !== 'run' && item.kind !== 'dataset') return kind;
  const isArchived = item.kind === 'run' && item.archived;
  const marks = [
    ...(item.removed ? [console.text('disk.removed')] : []),
    ...(isArchived ? [console.text('runs.archived')] : []),
  ];
  return [kind, ...marks].join(', ');
}
