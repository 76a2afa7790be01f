/** `athanor datasets import SOURCE`, `datasets list` and `datasets show ID`. */
import { resolve } from 'node:path';
import type { DatasetDetail, DatasetSummary, TableOptions } from '../../../api/contract/index.ts';
import { BugError, UserError } from '../../../base/errors.ts';
import { defineCommand, type CommandRegistration } from '../command.ts';
import type { Console } from '../console.ts';
import { exitStatus } from '../exit-status.ts';
import { formatBytes, formatReading, formatTime } from '../terminal/numbers.ts';
import { formatFacts, formatTable, printable } from '../terminal/table.ts';
import { listenForInterrupts } from '../training/interrupts.ts';
import { imageFactLines, imageFlags, imageOptions, imageTables, type ImageFlags } from './dataset-images.ts';

interface ImportOptions extends ImageFlags {
  readonly name?: string;
  readonly delimiter?: string;
  readonly encoding?: string;
  readonly missing?: string;
  readonly kind?: readonly string[];
  readonly keepBadRows?: boolean;
  readonly header: boolean;
}

const importData = defineCommand<readonly [string], ImportOptions>({
  usage: 'import <source>',
  summary: 'cli.datasets.import.summary',
  arguments: ['cli.datasets.source'],
  options: [
    { flags: '--name <name>', description: 'cli.datasets.import.name' },
    { flags: '--delimiter <character>', description: 'cli.datasets.import.delimiter' },
    { flags: '--no-header', description: 'cli.datasets.import.noHeader' },
    { flags: '--encoding <encoding>', description: 'cli.datasets.import.encoding' },
    { flags: '--missing <markers>', description: 'cli.datasets.import.missing' },
    { flags: '--kind <column=kind>', description: 'cli.datasets.import.kind', repeatable: true },
    { flags: '--keep-bad-rows', description: 'cli.datasets.import.keepBadRows' },
    ...imageFlags,
  ],
  work: async ({ console, connect }, { arguments: [file], options }) => {
    const source = { kind: 'path' as const, path: resolve(file) };
    const named = { source, ...(options.name === undefined ? {} : { name: options.name }) };
    const interrupts = listenForInterrupts();
    try {
      const { client } = await connect();
      const cancel = new AbortController();
      void interrupts.first.then(() => {
        cancel.abort();
      });
      let imported: DatasetSummary | null = null;
      try {
        const context = { signal: cancel.signal };
        const kind = options.images === true ? 'images' : (await client.datasets.detect({ source })).kind;
        const events =
          kind === 'images'
            ? await client.datasets.importImages({ ...named, options: imageOptions(options) }, context)
            : await client.datasets.import({ ...named, options: tableOptions(options) }, context);
        for await (const event of events) {
          if (event.kind === 'done') imported = event.dataset;
        }
      } catch (error) {
        // Nothing of a cancelled import is left behind.
        if (interrupts.pending !== null) return exitStatus[interrupts.pending];
        throw error;
      }
      if (imported === null) throw new BugError('the import ended without its data set');
      const dataset = await client.datasets.get({ id: imported.id });
      console.document(dataset);
      console.answer(describeDataset(dataset, console));
      return exitStatus.success;
    } finally {
      interrupts.close();
    }
  },
});

const list = defineCommand<readonly [], object>({
  usage: 'list',
  summary: 'cli.datasets.list.summary',
  arguments: [],
  options: [],
  work: async ({ console, connect }) => {
    const { client } = await connect();
    const datasets = await client.datasets.list();
    console.document(datasets);
    console.answer(datasets.length === 0 ? console.text('cli.datasets.none') : datasetTable(datasets, console));
    return exitStatus.success;
  },
});

const show = defineCommand<readonly [string], object>({
  usage: 'show <id>',
  summary: 'cli.datasets.show.summary',
  arguments: ['cli.datasets.id'],
  options: [],
  work: async ({ console, connect }, { arguments: [id] }) => {
    const { client } = await connect();
    const dataset = await client.datasets.get({ id });
    console.document(dataset);
    console.answer(describeDataset(dataset, console));
    return exitStatus.success;
  },
});

export const datasets: CommandRegistration = (program, add, text) => {
  const group = program.command('datasets').description(text('cli.datasets.summary'));
  add(group, importData);
  add(group, list);
  add(group, show);
};

function tableOptions({ delimiter, encoding, missing, kind = [], keepBadRows, header }: ImportOptions): TableOptions {
  const kinds = kind.map((item): [string, string] => {
    const at = item.lastIndexOf('=');
    if (at < 1) throw new UserError('cli.kindSyntax', { found: item });
    return [item.slice(0, at), item.slice(at + 1)];
  });
  return {
    ...(delimiter === undefined ? {} : { delimiter: delimiter === '\\t' ? '\t' : delimiter }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(missing === undefined ? {} : { missing: missing.split(',') }),
    // A wrong kind is named by the service, which knows them all.
    ...(kinds.length === 0 ? {} : { kinds: Object.fromEntries(kinds) as TableOptions['kinds'] }),
    ...(keepBadRows === true ? { onBadRow: 'keepAside' as const } : {}),
    ...(header ? {} : { header: false }),
  };
}

function datasetTable(datasets: readonly DatasetSummary[], console: Console): string {
  const columns = [
    { title: console.text('cli.column.id') },
    { title: console.text('cli.column.name'), limit: 40 },
    { title: console.text('cli.column.rows'), align: 'right' as const },
    { title: console.text('cli.column.columns'), align: 'right' as const },
    { title: console.text('cli.column.size'), align: 'right' as const },
    { title: console.text('cli.column.runs'), align: 'right' as const },
    { title: console.text('cli.column.created') },
  ];
  const rows = datasets.map((item) => [
    item.id,
    item.name,
    String(item.rows),
    item.kind === 'table' ? String(item.columns) : '–',
    formatBytes(item.bytes),
    String(item.runCount),
    formatTime(item.createdAt),
  ]);
  return formatTable(columns, rows);
}

function describeDataset(dataset: DatasetDetail, console: Console): string {
  const facts = formatFacts([
    [console.text('cli.column.id'), dataset.id],
    [console.text('cli.column.name'), printable(dataset.name)],
    [console.text('cli.column.source'), printable(dataset.sourceName)],
    [console.text('cli.column.rows'), String(dataset.rows)],
    [console.text('cli.column.size'), formatBytes(dataset.bytes)],
    [console.text('cli.column.hash'), dataset.hash],
    ...(dataset.images === null ? [] : imageFactLines(dataset.images, console)),
  ]);
  const columns = [
    { title: console.text('cli.column.column'), limit: 32 },
    { title: console.text('cli.column.kind') },
    { title: console.text('cli.column.missing'), align: 'right' as const },
    { title: console.text('cli.column.distinct'), align: 'right' as const },
    { title: console.text('cli.column.values'), limit: 48 },
  ];
  const rows = dataset.profile.map((column) => [
    column.name,
    console.text('cli.kind', { kind: column.kind }),
    String(column.missing),
    String(column.distinct),
    column.numeric === null
      ? column.top.map(({ value, count }) => `${value} ${count}`).join(', ')
      : `${formatReading(column.numeric.quantiles[0])} … ${formatReading(column.numeric.quantiles[4])}`,
  ]);
  const parts = [facts, ...(dataset.images === null ? [formatTable(columns, rows)] : imageTables(dataset, console))];
  const said = dataset.warnings.map((warning) => console.text('cli.warning', { message: console.warning(warning) }));
  if (said.length > 0) parts.push(said.join('\n'));
  return parts.join('\n\n');
}
