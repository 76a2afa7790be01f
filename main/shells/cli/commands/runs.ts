/** `athanor runs list` and `athanor runs show ID`, and beside them what is done to runs (`run-control.ts`). */
import { evaluationsOf, runStatus, type RunDetail, type RunSummary } from '../../../api/contract/run-types.ts';
import type { RunSort } from '../../../api/contract/run-sort.ts';
import { UserError } from '../../../base/errors.ts';
import { nearestName } from '../../../base/nearest.ts';
import { defineCommand, type CommandRegistration } from '../command.ts';
import type { Connection } from '../connection.ts';
import type { Console } from '../console.ts';
import { toCodedError } from '../errors.ts';
import { exitStatus } from '../exit-status.ts';
import { formatBytes, formatReading, formatSeconds, formatTime } from '../terminal/numbers.ts';
import { formatFacts, formatTable, printable } from '../terminal/table.ts';
import { pointAt } from '../terminal/point-at.ts';
import { epochRows, testLines } from '../training/run-report.ts';
import { viewCalled, views } from './run-views.ts';
import { addRunMarks } from './run-marks.ts';
import { groups } from './run-groups.ts';
import { lineage } from './run-lineage.ts';
import { addRunControls, parseCount } from './run-control.ts';
import { addQueueControls } from './run-queue.ts';
import { layers } from './run-layers.ts';
import { mistakes } from './run-mistakes.ts';
import { again, repeats } from './run-repeats.ts';

const list = defineCommand<
  readonly [],
  {
    readonly status?: string;
    readonly where?: string;
    readonly view?: string;
    readonly sort?: string;
    readonly limit?: string;
  }
>({
  usage: 'list',
  summary: 'cli.runs.list.summary',
  arguments: [],
  options: [
    { flags: '--status <status>', description: 'cli.runs.list.status' },
    { flags: '--where <query>', description: 'cli.runs.list.where' },
    { flags: '--view <name>', description: 'cli.runs.list.view' },
    { flags: '--sort <field>', description: 'cli.runs.list.sort' },
    { flags: '--limit <count>', description: 'cli.runs.list.limit' },
  ],
  work: async ({ console, connect }, { options }) => {
    const status = options.status === undefined ? undefined : parseStatus(options.status);
    const limit = options.limit === undefined ? undefined : parseCount(options.limit, '--limit');
    const { client } = await connect();
    const view = options.view === undefined ? null : (await viewCalled(client, options.view)).definition;
    const runs =
      options.where === undefined && options.sort === undefined && view === null
        ? await client.runs.list({ ...(status && { status: [status] }), ...(limit !== undefined && { limit }) })
        : await search(client, console, {
            where: searchText(bothTexts(view?.where, options.where), status),
            sort: options.sort === undefined ? (view?.order ?? undefined) : sortOf(options.sort),
            limit,
          });
    console.document(runs);
    const none = options.where === undefined && status === undefined ? 'cli.runs.none' : 'cli.runs.noneFound';
    console.answer(runs.length === 0 ? console.text(none) : runTable(runs, console));
    return exitStatus.success;
  },
});

/** Rows are fetched this many at a time. */
const page = 1000;

/** What a view asks, and what is asked besides. */
function bothTexts(view = '', where = ''): string {
  return view.trim() === '' || where.trim() === '' ? `${view}${where}` : `(${view}) and (${where})`;
}

function searchText(where = '', status: string | undefined): string {
  if (status === undefined) return where;
  return where.trim() === '' ? `status = "${status}"` : `(${where}) and status = "${status}"`;
}

async function search(
  client: Connection['client'],
  console: Console,
  wanted: { readonly where: string; readonly sort: RunSort | undefined; readonly limit: number | undefined },
): Promise<RunSummary[]> {
  const { where, sort, limit } = wanted;
  const ids = await client.runs.find({ where, ...(sort !== undefined && { sort }) }).catch((error: unknown) => {
    const { code, params } = toCodedError(error);
    const { column, length } = params;
    if (code.startsWith('query.') && typeof column === 'number' && typeof length === 'number') {
      console.note(pointAt(where, column, length));
    }
    throw error;
  });
  const asked = limit === undefined ? ids : ids.slice(0, limit);
  const rows: RunSummary[] = [];
  for (let first = 0; first < asked.length; first += page) {
    rows.push(...(await client.runs.rows({ ids: asked.slice(first, first + page) })));
  }
  return rows;
}

/** `val_accuracy` or `+val_accuracy` upwards, `-val_accuracy` downwards. */
function sortOf(text: string): RunSort {
  return { field: text.replace(/^[+-]/u, ''), direction: text.startsWith('-') ? 'down' : 'up' };
}

const show = defineCommand<readonly [string], object>({
  usage: 'show <id>',
  summary: 'cli.runs.show.summary',
  arguments: ['cli.runs.id'],
  options: [],
  work: async ({ console, connect }, { arguments: [id] }) => {
    const { client } = await connect();
    const run = await client.runs.get({ id });
    const [series, rows] = await Promise.all([
      client.runs.series({ runs: [run.id] }),
      client.runs.splitRows({ id: run.id }),
    ]);
    console.document({ ...run, epochs: epochRows(series), testRows: rows.test, validationRows: rows.validation });
    console.answer(describeRun(run, console));
    return exitStatus.success;
  },
});

export const runs: CommandRegistration = (program, add, text) => {
  const group = program.command('runs').description(text('cli.runs.summary'));
  add(group, list);
  add(group, show);
  add(group, views);
  add(group, groups);
  add(group, lineage);
  add(group, layers);
  add(group, again);
  add(group, repeats);
  add(group, mistakes);
  addRunMarks(group, add);
  addRunControls(group, add);
  addQueueControls(group, add);
};

function parseStatus(word: string): RunSummary['status'] {
  const parsed = runStatus.safeParse(word);
  if (parsed.success) return parsed.data;
  const choices = runStatus.options;
  throw new UserError('cli.expectedChoice', {
    option: '--status',
    found: word,
    choices: choices.join(', '),
    nearest: nearestName(word, choices),
  });
}

function runTable(runs: readonly RunSummary[], console: Console): string {
  const columns = [
    { title: console.text('cli.column.id') },
    { title: console.text('cli.column.name'), limit: 32 },
    { title: console.text('cli.column.status') },
    { title: console.text('cli.column.epochs'), align: 'right' as const },
    { title: console.text('cli.column.time'), align: 'right' as const },
    { title: console.text('cli.column.test'), limit: 40 },
    { title: console.text('cli.column.dataset'), limit: 24 },
    { title: console.text('cli.column.created') },
  ];
  const rows = runs.map((run) => [
    run.id,
    run.name,
    console.text('cli.status', { status: run.status }),
    `${run.epochsDone}/${run.epochsPlanned}`,
    formatSeconds(run.seconds),
    testSummary(run.test),
    run.dataset.name,
    formatTime(run.createdAt),
  ]);
  return formatTable(columns, rows);
}

/** The first metric beside the loss, and the loss. */
function testSummary(test: RunSummary['test']): string {
  if (test === null) return '–';
  const entries = Object.entries(test);
  const ordered = [...entries.filter(([name]) => name !== 'loss'), ...entries.filter(([name]) => name === 'loss')];
  return ordered
    .slice(0, 2)
    .map(([name, value]) => `${name} ${formatReading(value)}`)
    .join(', ');
}

function describeRun(run: RunDetail, console: Console): string {
  const facts: [string, string][] = [
    [console.text('cli.column.id'), run.id],
    [console.text('cli.column.name'), printable(run.name)],
    [console.text('cli.column.status'), console.text('cli.status', { status: run.status })],
    [console.text('cli.column.epochs'), `${run.epochsDone}/${run.epochsPlanned}`],
    [console.text('cli.column.time'), formatSeconds(run.seconds)],
    [console.text('cli.column.outside'), outsideShare(run)],
    [console.text('cli.column.created'), formatTime(run.createdAt)],
    [console.text('cli.column.dataset'), `${printable(run.dataset.name)} (${run.dataset.hash.slice(0, 12)})`],
    [console.text('cli.column.engine'), `${run.engine ?? '–'}, ${deviceText(run, console)}`],
    [console.text('cli.column.parameters'), run.parameterCount === null ? '–' : String(run.parameterCount)],
    [console.text('cli.column.rows'), rowText(run, console)],
  ];
  const settings = Object.entries(run.settings).map(([path, value]) => [path, String(value)] as const);
  const parts = [formatFacts(facts), formatFacts(settings.map(([path, value]) => [path, printable(value)]))];
  const metrics = Object.entries(run.metrics).map(([name, summary]) => [
    name,
    formatReading(summary.last),
    formatReading(summary.best),
    String(summary.bestEpoch),
  ]);
  if (metrics.length > 0) {
    const titles = ['cli.column.metric', 'cli.column.last', 'cli.column.best', 'cli.column.bestEpoch'] as const;
    const columns = titles.map((key, index) => ({
      title: console.text(key),
      align: index === 0 ? ('left' as const) : ('right' as const),
    }));
    parts.push(formatTable(columns, metrics));
  }
  if (run.checkpoints.length > 0) parts.push(checkpointTable(run, console));
  const test = testLines(run, console);
  if (test.length > 0) parts.push(test.join('\n'));
  for (const { name, evaluation } of evaluationsOf(run.evaluation)) {
    if (evaluation.kind !== 'classification') continue;
    parts.push(...(name === null ? [] : [printable(name)]), confusionTable(evaluation.confusion, console));
  }
  const said = run.warnings.map((warning) => console.text('cli.warning', { message: console.warning(warning) }));
  if (run.error !== null) said.push(console.errorLines(run.error));
  const rates = run.log.filter(({ code }) => code === 'runner.learningRate');
  said.push(...rates.map((entry) => console.coded('log', entry)));
  if (said.length > 0) parts.push(said.join('\n'));
  return parts.join('\n\n');
}

/** The device that did the work, its name where it has one, and what was asked for. */
function deviceText({ device, versions, settings }: RunDetail, console: Console): string {
  if (device === null) return '–';
  const asked = settings['engine.device'];
  const name = versions[device];
  const known = name === undefined ? device : `${device} (${name})`;
  return asked === undefined ? known : console.text('cli.deviceAsked', { device: known, asked: String(asked) });
}

/** Of the time spent training, what was not spent inside the engine. */
function outsideShare({ seconds, outsideSeconds }: RunDetail): string {
  return outsideSeconds === null || seconds === 0 ? '–' : `${((100 * outsideSeconds) / seconds).toFixed(1)} %`;
}

function checkpointTable({ checkpoints }: RunDetail, console: Console): string {
  const columns = [
    { title: console.text('cli.column.checkpoint') },
    { title: console.text('cli.column.kept') },
    { title: console.text('cli.column.size'), align: 'right' as const },
  ];
  const epochs = [...new Set(checkpoints.map(({ epoch }) => epoch))];
  const rows = epochs.map((epoch) => {
    const here = checkpoints.filter((checkpoint) => checkpoint.epoch === epoch);
    const reasons = here.map(({ reason }) => console.text(`cli.checkpoint.${reason}`));
    return [String(epoch), reasons.join(', '), formatBytes(here[0]?.bytes ?? null)];
  });
  return formatTable(columns, rows);
}

function rowText({ rowCounts }: RunDetail, console: Console): string {
  return rowCounts === null ? '–' : console.text('cli.rows', rowCounts);
}

function confusionTable(
  { classes, counts }: { readonly classes: readonly string[]; readonly counts: readonly (readonly number[])[] },
  console: Console,
): string {
  const columns = [
    { title: console.text('cli.confusion'), limit: 24 },
    ...classes.map((name) => ({ title: name, align: 'right' as const, limit: 16 })),
  ];
  return formatTable(
    columns,
    classes.map((name, index) => [name, ...(counts[index] ?? []).map(String)]),
  );
}
