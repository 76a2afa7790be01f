/**
 * `npm run bench`: runs each benchmark's two sides in turn, each time in a fresh process, and writes
 * docs/benchmarks.md. `npm run bench -- iris-epoch` runs one without writing; `--processes 1 --dry` tries all.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import type { BenchCase, BenchFile, Goal, Measurement, Peer, Skipped } from './case.ts';
import { cases } from './cases/registry.ts';
import { summarize, type SideResult } from './statistics.ts';

/** All measurements of one program, by its number of threads. */
type Side = ReadonlyMap<number, Measurement[]>;

interface Measured {
  readonly bench: BenchCase;
  readonly ours: Side;
  /** By name; or why there is none. */
  readonly peers: ReadonlyMap<string, Side | string>;
}

/** A case that this machine cannot measure. */
interface Unmeasured extends Skipped {
  readonly bench: BenchCase;
}

/** One goal and what came of it. */
interface Row {
  readonly bench: BenchCase;
  readonly goal: Goal;
  readonly ours: SideResult;
  /** Null: there is none to compare with. A text: why the one named could not run. */
  readonly peer: SideResult | string | null;
}

const folder = import.meta.dirname;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { processes: { type: 'string', default: '5' }, dry: { type: 'boolean', default: false } },
});

function runProcess(program: string, args: readonly string[], threads: number): Measurement | Skipped {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, OMP_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads) },
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status ?? 'a signal'}:\n${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Measurement | Skipped;
}

/** ATHANOR_BENCH_PYTHON, else the first Python that can import what the peer needs. */
function findPython({ modules }: Peer): string | null {
  const named = process.env.ATHANOR_BENCH_PYTHON;
  const candidates = named === undefined ? ['python3', '/usr/bin/python3', 'python'] : [named];
  const imports = modules.map((name) => `import ${name}`).join('\n');
  return candidates.find((python) => spawnSync(python, ['-c', imports], { stdio: 'ignore' }).status === 0) ?? null;
}

/** Calls `work` with the file that the sides read, where there is one, and deletes it afterwards. */
function withFile<Result>(file: BenchFile | undefined, work: (path: string | null) => Result): Result {
  if (file === undefined) return work(null);
  const made = mkdtempSync(join(tmpdir(), 'athanor-bench-'));
  try {
    const path = join(made, file.name);
    const { status, stderr } = spawnSync(process.execPath, [join(folder, file.script), path, ...file.arguments], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${file.script} ended with ${status ?? 'a signal'}:\n${stderr}`);
    return work(path);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

function measure(bench: BenchCase, processes: number): Measured | Unmeasured {
  return withFile(bench.file, (file) => measureWith(bench, file, processes));
}

function measureWith(bench: BenchCase, file: string | null, processes: number): Measured | Unmeasured {
  const empty = (): Map<number, Measurement[]> => new Map(bench.threads.map((threads) => [threads, []]));
  const ours = empty();
  const peers = bench.peers.map((peer) => {
    const python = findPython(peer);
    const modules = peer.modules.join(', ');
    const missing = python === null ? `no Python that can import ${modules} (set ATHANOR_BENCH_PYTHON)` : null;
    return { peer, python: python ?? '', side: empty(), missing };
  });
  for (let round = 0; round < processes; round += 1) {
    for (const threads of bench.threads) {
      const work = JSON.stringify({ ...bench.work, threads, ...(file === null ? {} : { file }) });
      const mine = runProcess(
        process.execPath,
        [...(bench.nodeArguments ?? []), join(folder, bench.ours), work],
        threads,
      );
      if ('skipped' in mine) return { bench, skipped: mine.skipped };
      ours.get(threads)?.push(mine);
      for (const one of peers) {
        if (one.missing !== null) continue;
        const theirs = runProcess(one.python, [join(folder, one.peer.script), work], threads);
        if ('skipped' in theirs) one.missing = theirs.skipped;
        else one.side.get(threads)?.push(theirs);
      }
    }
  }
  return {
    bench,
    ours,
    peers: new Map(peers.map(({ peer, side, missing }) => [peer.name, missing ?? side])),
  };
}

function rowsOf({ bench, ours, peers }: Measured): Row[] {
  return bench.goals.map((goal) => {
    const result = (side: Side): SideResult => {
      const summary = summarize(side, goal.quantity);
      if (summary === null) throw new Error(`${bench.name} measured no ${goal.quantity}`);
      return summary;
    };
    const peer = goal.peer === null ? null : (peers.get(goal.peer) ?? `${goal.peer} is no peer of ${bench.name}`);
    return { bench, goal, ours: result(ours), peer: peer === null || typeof peer === 'string' ? peer : result(peer) };
  });
}

/** What the goal judges: ours as a part of the peer's, or ours; null where the peer is missing. */
function judged({ ours, peer }: Row): number | null {
  if (typeof peer === 'string') return null;
  return peer === null ? ours.minimum : ours.minimum / peer.minimum;
}

const show = (value: number): string => (Math.abs(value) >= 1000 ? value.toFixed(0) : value.toPrecision(3));
const showSide = ({ minimum, median, threads }: SideResult): string =>
  `${show(minimum)} (median ${show(median)}, threads ${threads})`;

function versionsOf(side: Side | string | undefined): string[] {
  const versions = side instanceof Map ? (side as Side).values().next().value?.[0]?.versions : undefined;
  return Object.entries(versions ?? {}).map(([name, version]) => `${name} ${version}`);
}

function tableRow(row: Row): string {
  const { bench, goal, ours, peer } = row;
  const value = judged(row);
  const other = typeof peer === 'string' ? `skipped: ${peer}` : peer === null ? '–' : showSide(peer);
  return `| ${[
    bench.title,
    `${goal.quantity}, ${goal.unit}`,
    showSide(ours),
    goal.peer === null ? '–' : `${goal.peer}: ${other}`,
    peer === null || value === null ? '–' : show(value),
    goal.atMost === null ? '–' : `≤ ${goal.atMost}`,
  ].join(' | ')} |`;
}

function skippedRow({ bench, skipped: why }: Unmeasured): string {
  return `| ${bench.title} | – | skipped: ${why} | – | – | – |`;
}

function describeMachine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${processors[0]?.model.trim() ?? 'unknown processor'}, ${processors.length} logical cores, ${memory} GiB, ${process.platform} ${process.arch}`;
}

function document(measured: readonly Measured[], skipped: readonly Unmeasured[], processes: number): string {
  const versions = measured.flatMap(({ ours, peers }) => [ours, ...peers.values()].flatMap(versionsOf));
  return `# Benchmarks

Written by \`npm run bench\`. Each side ran in ${processes} fresh processes for each number of threads, in turn with the
other side; the minima are compared, because noise only ever adds. The ratio is ours to the peer's: below 1, ours is
faster or smaller.

Machine: ${describeMachine()}

| what | quantity | Athanor | peer | ratio | goal |
| --- | --- | --- | --- | --- | --- |
${[...measured.flatMap(rowsOf).map(tableRow), ...skipped.map(skippedRow)].join('\n')}

Versions: ${[...new Set(versions)].join(', ')}.
`;
}

const known = cases.map(({ name }) => name);
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  process.exit(1);
}
const processes = Number(values.processes);
const tried = cases
  .filter(({ name }) => positionals.length === 0 || positionals.includes(name))
  .map((bench) => measure(bench, processes));
const measured = tried.filter((one): one is Measured => 'ours' in one);
const skipped = tried.filter((one): one is Unmeasured => 'skipped' in one);
const text = document(measured, skipped, processes);
console.log(text);
for (const { bench, skipped: why } of skipped) console.log(`skipped: ${bench.name}: ${why}`);
for (const row of measured.flatMap(rowsOf)) {
  const { bench, goal, peer } = row;
  const value = judged(row);
  if (typeof peer === 'string') console.log(`skipped: ${bench.name}: ${peer}`);
  if (goal.atMost === null || value === null) continue;
  const what = goal.peer === null ? goal.unit : `of ${goal.peer}’s ${goal.quantity}`;
  const verdict = value <= goal.atMost ? 'within' : 'MISSES';
  console.log(`${bench.name}: ${show(value)} ${what}, ${verdict} the goal of ${goal.atMost}`);
  if (value > goal.atMost) process.exitCode = 1;
}
// A part of the cases would overwrite the rest of the document.
if (!values.dry && positionals.length === 0) {
  const file = join(folder, '..', '..', 'docs', 'benchmarks.md');
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: 'markdown' }));
}
