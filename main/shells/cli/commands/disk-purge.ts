/** `athanor disk purge`: what would go and how many bytes come back; with `--yes` it goes. `athanor disk rules`: what is kept. */
import { purgeKind, type KeepRules, type PurgeCandidate } from '../../../api/contract/disk-types.ts';
import { UserError } from '../../../base/errors.ts';
import { nearestName } from '../../../base/nearest.ts';
import { defineCommand } from '../command.ts';
import type { Console } from '../console.ts';
import { exitStatus } from '../exit-status.ts';
import { formatBytes } from '../terminal/numbers.ts';
import { formatFacts, formatTable } from '../terminal/table.ts';
import { parseCount } from './run-control.ts';

const shownLines = 30;

export const purge = defineCommand<
  readonly [],
  { readonly kind?: readonly string[]; readonly yes?: true; readonly dryRun?: true }
>({
  usage: 'purge',
  summary: 'cli.disk.purge.summary',
  arguments: [],
  options: [
    { flags: '--kind <kind>', description: 'cli.disk.purge.kind', repeatable: true },
    { flags: '--dry-run', description: 'cli.disk.purge.dryRun' },
    { flags: '--yes', description: 'cli.disk.purge.yes' },
  ],
  work: async ({ console, connect }, { options }) => {
    const kinds = (options.kind ?? []).map(parseKind);
    if (options.yes === true && options.dryRun === true) throw new UserError('cli.dryRunAndYes');
    const { client } = await connect();
    const all = await client.disk.purgeable();
    const chosen = kinds.length === 0 ? all : all.filter(({ kind }) => kinds.includes(kind));
    if (options.yes !== true || chosen.length === 0) {
      console.document({ candidates: chosen, bytes: sumOf(chosen) });
      console.answer(preview(chosen, console));
      return exitStatus.success;
    }
    const result = await client.disk.purge({ keys: chosen.map(({ key }) => key) });
    console.document(result);
    console.answer(console.text('cli.disk.purge.done', { count: result.done, bytes: formatBytes(result.freedBytes) }));
    for (const { name } of result.skipped) console.note(console.text('cli.disk.purge.skipped', { name }));
    if (result.unusedBytes > 0) {
      console.note(console.text('cli.disk.unused', { unused: formatBytes(result.unusedBytes) }));
    }
    return exitStatus.success;
  },
});

function parseKind(word: string): PurgeCandidate['kind'] {
  const parsed = purgeKind.safeParse(word);
  if (parsed.success) return parsed.data;
  const choices = purgeKind.options;
  throw new UserError('cli.expectedChoice', {
    option: '--kind',
    found: word,
    choices: choices.join(', '),
    nearest: nearestName(word, choices),
  });
}

function preview(chosen: readonly PurgeCandidate[], console: Console): string {
  if (chosen.length === 0) return console.text('cli.disk.purge.nothing');
  const rows = chosen
    .slice(0, shownLines)
    .map(({ kind, name, bytes }) => [kind, name, console.text(`purge.kind.${kind}`), formatBytes(bytes)]);
  const columns = [
    { title: '--kind' },
    { title: console.text('cli.column.name'), limit: 40 },
    { title: console.text('cli.disk.kind'), limit: 60 },
    { title: console.text('cli.column.size'), align: 'right' as const },
  ];
  const more = chosen.length - shownLines;
  return [
    formatTable(columns, rows),
    ...(more > 0 ? [console.text('cli.disk.purge.more', { count: more })] : []),
    '',
    console.text('cli.disk.purge.would', { count: chosen.length, bytes: formatBytes(sumOf(chosen)) }),
  ].join('\n');
}

function sumOf(chosen: readonly PurgeCandidate[]): number {
  return chosen.reduce((sum, { bytes }) => sum + bytes, 0);
}

export const compact = defineCommand<readonly [], object>({
  usage: 'compact',
  summary: 'cli.disk.compact.summary',
  arguments: [],
  options: [],
  work: async ({ console, connect }) => {
    const { client } = await connect();
    const sizes = await client.disk.compact();
    console.document(sizes);
    console.answer(
      console.text('cli.disk.compact.done', { before: formatBytes(sizes.before), after: formatBytes(sizes.after) }),
    );
    return exitStatus.success;
  },
});

const off = 'off';

export const rules = defineCommand<
  readonly [],
  {
    readonly best?: string;
    readonly metric?: string;
    readonly days?: string;
    readonly tag?: readonly string[];
    readonly periodic?: string;
    readonly trashDays?: string;
    readonly automatic?: string;
  }
>({
  usage: 'rules',
  summary: 'cli.disk.rules.summary',
  arguments: [],
  options: [
    { flags: '--best <count>', description: 'cli.disk.rules.best' },
    { flags: '--metric <name>', description: 'cli.disk.rules.metric' },
    { flags: '--days <count>', description: 'cli.disk.rules.days' },
    { flags: '--tag <tag>', description: 'cli.disk.rules.tag', repeatable: true },
    { flags: '--periodic <choice>', description: 'cli.disk.rules.periodic' },
    { flags: '--trash-days <count>', description: 'cli.disk.rules.trashDays' },
    { flags: '--automatic <choice>', description: 'cli.disk.rules.automatic' },
  ],
  work: async ({ console, connect }, { options }) => {
    const { client } = await connect();
    const before = await client.disk.rules();
    const count = (word: string | undefined, old: number | null, option: string): number | null =>
      word === undefined ? old : word === off ? null : parseCount(word, option);
    const choice = (word: string | undefined, old: boolean, option: string): boolean => {
      if (word === undefined) return old;
      if (word === 'on' || word === off) return word === 'on';
      throw new UserError('cli.expectedChoice', { option, found: word, choices: `on, ${off}`, nearest: null });
    };
    const tags = options.tag ?? before.tags;
    const wanted: KeepRules = {
      best: count(options.best, before.best, '--best'),
      metric: options.metric ?? before.metric,
      days: count(options.days, before.days, '--days'),
      tags: tags.filter((tag) => tag !== off),
      periodic: choice(options.periodic, before.periodic, '--periodic'),
      trashDays: count(options.trashDays, before.trashDays, '--trash-days'),
      automatic: choice(options.automatic, before.automatic, '--automatic'),
    };
    const now = Object.keys(options).length === 0 ? before : await client.disk.setRules(wanted);
    console.document(now);
    const number = (value: number | null): string => (value === null ? off : String(value));
    console.answer(
      formatFacts([
        ['--best', now.best === null ? off : `${String(now.best)} (${now.metric})`],
        ['--days', number(now.days)],
        ['--tag', now.tags.length === 0 ? off : now.tags.join(', ')],
        ['--periodic', now.periodic ? 'on' : off],
        ['--trash-days', number(now.trashDays)],
        ['--automatic', now.automatic ? 'on' : off],
      ]),
    );
    return exitStatus.success;
  },
});
