/**
 * `npm run bench`: runs each benchmark's two sides in turn, each time in a fresh process, and writes
 * docs/benchmarks.md. `npm run bench -- iris-epoch` runs one; `--processes 1 --dry` tries it without writing.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { BenchCase, Measurement, Peer } from './case.ts';
import { cases } from './cases/registry.ts';
import { summarize, type SideResult } from './statistics.ts';

interface Row {
  readonly bench: BenchCase;
  readonly ours: SideResult;
  /** Or why there is none. */
  readonly peer: SideResult | string;
}

const folder = import.meta.dirname;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { processes: { type: 'string', default: '5' }, dry: { type: 'boolean', default: false } },
});

function runProcess(program: string, args: readonly string[], threads: number): Measurement {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, OMP_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads) },
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status ?? 'a signal'}:\n${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Measurement;
}

/** ATHANOR_BENCH_PYTHON, else the first Python that can import what the peer needs. */
function findPython({ modules }: Peer): string | null {
  const named = process.env.ATHANOR_BENCH_PYTHON;
  const candidates = named === undefined ? ['python3', '/usr/bin/python3', 'python'] : [named];
  const imports = modules.map((name) => `import ${name}`).join('\n');
  return candidates.find((python) => spawnSync(python, ['-c', imports], { stdio: 'ignore' }).status === 0) ?? null;
}

function measure(bench: BenchCase, processes: number): Row {
  const python = findPython(bench.peer);
  const ours = new Map<number, Measurement[]>(bench.threads.map((threads) => [threads, []]));
  const peer = new Map<number, Measurement[]>(bench.threads.map((threads) => [threads, []]));
  for (let round = 0; round < processes; round += 1) {
    for (const threads of bench.threads) {
      const work = JSON.stringify({ ...bench.work, threads });
      ours.get(threads)?.push(runProcess(process.execPath, [join(folder, bench.ours), work], threads));
      if (python !== null)
        peer.get(threads)?.push(runProcess(python, [join(folder, bench.peer.script), work], threads));
    }
  }
  return {
    bench,
    ours: summarize(ours),
    peer:
      python === null
        ? `no Python that can import ${bench.peer.modules.join(', ')} (set ATHANOR_BENCH_PYTHON)`
        : summarize(peer),
  };
}

const show = (value: number): string => value.toPrecision(3);
const showSide = ({ minimum, median, threads }: SideResult): string =>
  `${show(minimum)} (median ${show(median)}, threads ${threads})`;
const showVersions = ({ versions }: SideResult): string =>
  Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');

function tableRow({ bench, ours, peer }: Row): string {
  const cells =
    typeof peer === 'string'
      ? [bench.title, bench.unit, showSide(ours), `skipped: ${peer}`, '–', `≤ ${bench.goal}`]
      : [
          bench.title,
          bench.unit,
          showSide(ours),
          `${bench.peer.name}: ${showSide(peer)}`,
          show(ours.minimum / peer.minimum),
          `≤ ${bench.goal}`,
        ];
  return `| ${cells.join(' | ')} |`;
}

function describeMachine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${processors[0]?.model.trim() ?? 'unknown processor'}, ${processors.length} logical cores, ${memory} GiB, ${process.platform} ${process.arch}`;
}

function document(rows: readonly Row[], processes: number): string {
  return `# Benchmarks

Written by \`npm run bench\`. Each side ran in ${processes} fresh processes for each number of threads, in turn with the
other side; the minima are compared, because noise only ever adds. The ratio is ours to the peer's: below 1, ours is
faster.

Machine: ${describeMachine()}

| what | unit | Athanor | peer | ratio | goal |
| --- | --- | --- | --- | --- | --- |
${rows.map(tableRow).join('\n')}

${rows.map(({ bench, ours, peer }) => `- ${bench.name}: ${showVersions(ours)}${typeof peer === 'string' ? '' : `; ${showVersions(peer)}`}`).join('\n')}
`;
}

const chosen = cases.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const processes = Number(values.processes);
const rows = chosen.map((bench) => measure(bench, processes));
const text = document(rows, processes);
console.log(text);
for (const { bench, ours, peer } of rows) {
  if (typeof peer === 'string') {
    console.log(`skipped: ${bench.name}: ${peer}`);
    continue;
  }
  const ratio = ours.minimum / peer.minimum;

  console.log(
    `${bench.name}: ${show(ratio)} of ${bench.peer.name}’s time, ${ratio <= bench.goal ? 'within' : 'MISSES'} the goal of ${bench.goal}`,
  );
  if (ratio > bench.goal) process.exitCode = 1;
}
if (!values.dry) writeFileSync(join(folder, '..', '..', 'docs', 'benchmarks.md'), text);
