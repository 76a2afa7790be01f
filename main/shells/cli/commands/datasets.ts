/** `athanor datasets import SOURCE…`, `datasets preview FILE…`, `datasets list`, `datasets show ID` and others. */
import { resolve } from 'node:path';
import type {
  DatasetDetail,
  DatasetSummary,
  DatasetVersion,
  TableOptions,
  TablePreview,
  TableSource,
} from '../../../api/contract/index.ts';
import { BugError, UserError } from '../../../base/errors.ts';
import { defineCommand, type CommandRegistration } from '../command.ts';
import type { Console } from '../console.ts';
import { exitStatus } from '../exit-status.ts';
import { formatBytes, formatReading, formatTime } from '../terminal/numbers.ts';
import { formatFacts, formatTable, printable } from '../terminal/table.ts';
import { listenForInterrupts } from '../training/interrupts.ts';
import { query, remove, restore, update } from './dataset-edits.ts';
import { profile } from './dataset-profile.ts';
import { recipe, steps } from './dataset-recipe.ts';
import { vocabulary } from './dataset-vocabulary.ts';
import { audioFactLines, audioFlags, audioOptions, audioTables, type AudioFlags } from './dataset-audio.ts';
import { fileFlags } from './dataset-files.ts';
import { imageFactLines, imageFlags, imageOptions, imageTables, type ImageFlags } from './dataset-images.ts';

interface ReadingOptions {
  readonly delimiter?: string;
  readonly quote?: string;
  readonly decimal?: string;
  readonly table?: string;
  readonly sheet?: string;
  readonly encoding?: string;
  readonly missing?: readonly string[];
  readonly texts?: string;
  readonly kind?: readonly string[];
  readonly type?: readonly string[];
  readonly keepBadRows?: boolean;
  readonly header: boolean;
}

/** How a file is to be read, in `import` and `preview` alike. */
const readingOptions = [
  { flags: '--delimiter <character>', description: 'cli.datasets.import.delimiter' },
  { flags: '--quote <character>', description: 'cli.datasets.import.quote' },
  { flags: '--decimal <mark>', description: 'cli.datasets.import.decimal' },
  { flags: '--no-header', description: 'cli.datasets.import.noHeader' },
  { flags: '--encoding <encoding>', description: 'cli.datasets.import.encoding' },
  { flags: '--texts <way>', description: 'cli.datasets.import.texts' },
  { flags: '--missing <markers>', description: 'cli.datasets.import.missing', repeatable: true },
  { flags: '--type <column=type>', description: 'cli.datasets.import.kind', repeatable: true },
  { flags: '--kind <column=type>', description: 'cli.datasets.import.kind', repeatable: true },
  { flags: '--table <name>', description: 'cli.datasets.import.table' },
  { flags: '--sheet <name>', description: 'cli.datasets.import.table' },
  { flags: '--keep-bad-rows', description: 'cli.datasets.import.keepBadRows' },
] as const;

interface ImportOptions extends ReadingOptions, ImageFlags, AudioFlags {
  readonly name?: string;
  readonly versionOf?: string;
}

const importData = defineCommand<readonly [readonly string[]], ImportOptions>({
  usage: 'import <sources...>',
  summary: 'cli.datasets.import.summary',
  arguments: ['cli.datasets.source'],
  options: [
    { flags: '--name <name>', description: 'cli.datasets.import.name' },
    { flags: '--version-of <id>', description: 'cli.datasets.import.versionOf' },
    ...readingOptions,
    ...imageFlags,
    ...audioFlags,
    ...fileFlags,
  ],
  work: async ({ console, connect }, { arguments: [paths], options }) => {
    const sources = sourcesOf(paths);
    const [first] = sources;
    if (first === undefined) throw new BugError('there is nothing to import');
    const name = options.name === undefined ? {} : { name: options.name };
    const interrupts = listenForInterrupts();
    try {
      const { client } = await connect();
      const cancel = new AbortController();
      void interrupts.first.then(() => {
        cancel.abort();
      });
      // Asked for before anything is brought in.
      const previous = options.versionOf === undefined ? null : await client.datasets.get({ id: options.versionOf });
      let imported: DatasetSummary | null = null;
      try {
        const context = { signal: cancel.signal };
        // Several sources are one table; images and sounds are one folder, archive or list.
        const asked = options.images === true ? 'images' : options.audio === true ? 'audio' : null;
        const kind = asked ?? (sources.length > 1 ? 'table' : (await client.datasets.detect({ source: first })).kind);
        const begin = {
          table: () => client.datasets.import({ source: sources, ...name, options: tableOptions(options) }, context),
          images: () =>
            client.datasets.importImages({ source: first, ...name, options: imageOptions(options) }, context),
          audio: () => client.datasets.importAudio({ source: first, ...name, options: audioOptions(options) }, context),
        };
        const events = await begin[kind]();
        for await (const event of events) {
          if (event.kind === 'done') imported = event.dataset;
        }
      } catch (error) {
        // Nothing of a cancelled import is left behind.
        if (interrupts.pending !== null) return exitStatus[interrupts.pending];
        throw error;
      }
      if (imported === null) throw new BugError('the import ended without its data set');
      if (previous !== null && previous.id !== imported.id) {
        await client.datasets.update({ id: imported.id, previous: previous.id });
      }
      const dataset = await client.datasets.get({ id: imported.id });
      console.document(dataset);
      console.answer(describeDataset(dataset, console));
      return exitStatus.success;
    } finally {
      interrupts.close();
    }
  },
});

const preview = defineCommand<readonly [readonly string[]], ReadingOptions>({
  usage: 'preview <files...>',
  summary: 'cli.datasets.preview.summary',
  arguments: ['cli.datasets.file'],
  options: readingOptions,
  work: async ({ console, connect }, { arguments: [files], options }) => {
    const { client } = await connect();
    const found = await client.datasets.preview({ source: sourcesOf(files), options: tableOptions(options) });
    console.document(found);
    console.answer(describePreview(found, console));
    return exitStatus.success;
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
    const [dataset, versions] = await Promise.all([client.datasets.get({ id }), client.datasets.versions({ id })]);
    console.document({ ...dataset, versions });
    console.answer([describeDataset(dataset, console), ...describeVersions(versions, console)].join('\n'));
    return exitStatus.success;
  },
});

export const datasets: CommandRegistration = (program, add, text) => {
  const group = program.command('datasets').description(text('cli.datasets.summary'));
  add(group, importData);
  add(group, preview);
  add(group, list);
  add(group, show);
  add(group, profile);
  add(group, query);
  add(group, vocabulary);
  add(group, recipe);
  add(group, steps);
  add(group, update);
  add(group, remove);
  add(group, restore);
};

/** Nothing where there is one version alone. */
function describeVersions(versions: readonly DatasetVersion[], console: Console): string[] {
  if (versions.length < 2) return [];
  return versions.map(({ name, createdAt, rows, changes, previousId }) => {
    const before = versions.find(({ id }) => id === previousId)?.name ?? '';
    const words = { name: printable(name), when: formatTime(createdAt), rows };
    if (changes === null) return console.text('cli.datasets.version.first', words);
    return console.text('cli.datasets.version.next', {
      ...words,
      before: printable(before),
      delta: (changes.rows < 0 ? '' : '+') + String(changes.rows),
      added: changes.added.length,
      removed: changes.removed.length,
      retyped: changes.retyped.length,
    });
  });
}

function sourcesOf(files: readonly string[]): TableSource[] {
  return files.map((file) => ({ kind: 'path', path: resolve(file) }));
}

function tableOptions(given: ReadingOptions): TableOptions {
  const { delimiter, quote, decimal, encoding, missing, texts, keepBadRows, header, table = given.sheet } = given;
  const kinds = [...(given.kind ?? []), ...(given.type ?? [])].map((item): [string, string] => {
    const at = item.lastIndexOf('=');
    if (at < 1) throw new UserError('cli.kindSyntax', { found: item });
    return [item.slice(0, at), item.slice(at + 1)];
  });
  return {
    ...(delimiter === undefined ? {} : { delimiter: delimiter === '\\t' ? '\t' : delimiter }),
    ...(quote === undefined ? {} : { quote }),
    // A wrong mark or kind is named by the service, which knows them all.
    ...(decimal === undefined ? {} : { decimal: decimal as TableOptions['decimal'] }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(texts === undefined ? {} : { texts: texts as TableOptions['texts'] }),
    ...(missing === undefined ? {} : { missing: missing.flatMap((markers) => markers.split(',')) }),
    ...(kinds.length === 0 ? {} : { kinds: Object.fromEntries(kinds) as TableOptions['kinds'] }),
    ...(table === undefined ? {} : { table }),
    ...(keepBadRows === true ? { onBadRow: 'keepAside' as const } : {}),
    ...(header ? {} : { header: false }),
  };
}

/** Rows of a preview that fit on a screen. */
const previewRows = 10;

function describePreview(
  { options, columns, rows, tables, rejected, warnings }: TablePreview,
  console: Console,
): string {
  const facts: [string, string][] = [[console.text('cli.column.format'), options.format]];
  if (options.format === 'csv') {
    facts.push(
      [console.text('cli.column.delimiter'), JSON.stringify(options.delimiter)],
      [console.text('cli.column.encoding'), options.encoding],
      [console.text('cli.column.decimal'), options.decimal],
    );
  }
  facts.push([console.text('cli.column.header'), console.text('cli.yesNo', { yes: options.header })]);
  facts.push([console.text('cli.column.missing'), printable(options.missing.join(' '))]);
  if (tables.length > 0) facts.push([console.text('cli.column.table'), printable(options.table)]);
  const titles = columns.map(({ name, kind }) => ({
    title: `${printable(name)} (${console.text('cli.kind', { kind })})`,
    limit: 24,
  }));
  const table = formatTable(
    titles,
    rows.slice(0, previewRows).map((row) => row.map((cell) => cell ?? '·')),
  );
  const said = [
    ...rejected.slice(0, previewRows).map(({ file, line, reason, text }) => {
      const place = `${printable(file ?? '')}:${line}`;
      return `${place}  ${console.text('cli.rejection', { reason })}  ${printable(text)}`;
    }),
    ...warnings.map((warning) => console.text('cli.warning', { message: console.warning(warning) })),
  ];
  return [formatFacts(facts), table, ...(said.length > 0 ? [said.join('\n')] : [])].join('\n\n');
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
    ...(dataset.sources.length > 0
      ? []
      : [[console.text('cli.column.source'), printable(dataset.sourceName)] as [string, string]]),
    [console.text('cli.column.rows'), String(dataset.rows)],
    [console.text('cli.column.size'), formatBytes(dataset.bytes)],
    [console.text('cli.column.hash'), dataset.hash],
    ...dataset.sources.map(({ name, hash }): [string, string] => [
      console.text('cli.column.source'),
      `${printable(name)}  ${hash}`,
    ]),
    ...(dataset.note === '' ? [] : [[console.text('cli.column.note'), printable(dataset.note)] as [string, string]]),
    ...(dataset.runs.length === 0
      ? []
      : [
          [console.text('cli.column.runs'), dataset.runs.map(({ name }) => printable(name)).join(', ')] as [
            string,
            string,
          ],
        ]),
    ...(dataset.images === null ? [] : imageFactLines(dataset.images, console)),
    ...(dataset.audio === null ? [] : audioFactLines(dataset.audio, console)),
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
  const tables = {
    table: () => [formatTable(columns, rows)],
    images: () => imageTables(dataset, console),
    audio: () => audioTables(dataset, console),
  };
  const parts = [facts, ...tables[dataset.kind]()];
  const said = dataset.warnings.map((warning) => console.text('cli.warning', { message: console.warning(warning) }));
  if (said.length > 0) parts.push(said.join('\n'));
  return parts.join('\n\n');
}
