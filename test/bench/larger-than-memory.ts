/**
 * `npm run bench:large`: a table larger than memory, brought in and trained on from the command line, as a person does.
 * Writes docs/larger-than-memory.md: what each step took, of time and of memory. `--gigabytes 1 --dry` tries it.
 *
 * The memory is the largest sum of what all of a step's processes hold at a time (Linux' resident sets, looked at ten times
 * a second; pages shared by processes count for each). To have the system enforce a limit, cached files included, run it in
 * a control group, e.g. `systemd-run --user --scope -p MemoryMax=2G npm run bench:large`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';
import { memoryOf, processesBelow } from '../support/process-list.ts';

const { values } = parseArgs({
  options: {
    /** Of the CSV. */
    gigabytes: { type: 'string', default: '10' },
    columns: { type: 'string', default: '100' },
    /** Where there is room for four times the table. */
    folder: { type: 'string', default: '.' },
    /** MiB that features may take: `data.memory`. */
    memory: { type: 'string', default: '512' },
    dry: { type: 'boolean', default: false },
  },
});

const columns = Number(values.columns);
/** A cell as text, with what separates it from the next. */
const cellBytes = 9;
const rows = Math.round((Number(values.gigabytes) * 1e9) / (cellBytes * columns));

interface Step {
  readonly title: string;
  readonly seconds: number;
  /** MiB. */
  readonly memory: number;
}

/** What is looked at of what `athanor train --json` prints. */
const trained = z.object({ test: z.object({ r2: z.number() }), epochs: z.array(z.object({ r2: z.number() })) });

const folder = mkdtempSync(join(values.folder, 'athanor-large-'));
const table = join(folder, 'numbers.csv');
const data = join(folder, 'data');
const launcher = join(import.meta.dirname, '../../bin/athanor.mjs');
try {
  generate();
  const csv = statSync(table).size;
  const steps: Step[] = [];
  steps.push((await athanor('Import', ['datasets', 'import', table, '--json'])).step);
  rmSync(table);
  const { step, output } = await athanor('Train', ['train', experimentFile(), '--dataset', 'numbers', '--json']);
  steps.push(step);
  await report(csv, steps, output);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function generate(): void {
  const script = join(import.meta.dirname, 'data/numbers-csv.ts');
  const { status, stderr } = spawnSync(process.execPath, [script, table, String(rows), String(columns)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${script} ended with ${status ?? 'a signal'}:\n${stderr}`);
}

function experimentFile(): string {
  const path = join(folder, 'experiment.json');
  const experiment = {
    athanor: 1,
    name: 'larger than memory',
    data: {
      target: 'y',
      memory: Number(values.memory),
      split: { test: 0.02, validation: 0.02 },
    },
    model: {
      layers: [
        { type: 'dense', units: 64, activation: 'relu' },
        { type: 'dense', units: 64, activation: 'relu' },
        { type: 'dense', units: 1 },
      ],
    },
    training: {
      loss: 'mse',
      optimizer: { type: 'adam', learningRate: 0.001 },
      epochs: 1,
      batchSize: 512,
      metrics: ['r2'],
      seed: 0,
    },
  };
  writeFileSync(path, JSON.stringify(experiment));
  return path;
}

async function athanor(title: string, args: readonly string[]): Promise<{ step: Step; output: string }> {
  const began = performance.now();
  const child = spawn(process.execPath, [launcher, '--data', data, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  let memory = 0;
  const watch = setInterval(() => {
    if (child.pid === undefined) return;
    const held = [child.pid, ...processesBelow(child.pid)].reduce((sum, pid) => sum + memoryOf(pid, 'now'), 0);
    memory = Math.max(memory, held);
  }, 100);
  const status = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  clearInterval(watch);
  if (status !== 0)
    throw new Error(`athanor ${args.join(' ')} ended with ${status ?? 'a signal'}:\n${output.slice(-2000)}`);
  const step = { title, seconds: (performance.now() - began) / 1000, memory };
  process.stderr.write(`${title}: ${step.seconds.toFixed(1)} s, ${step.memory.toFixed(0)} MiB\n`);
  return { step, output };
}

async function report(csv: number, steps: readonly Step[], output: string): Promise<void> {
  const { test, epochs } = trained.parse(JSON.parse(output));
  const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1);
  const text = [
    '# Larger than memory',
    '',
    `A table of ${rows} rows and ${columns} columns of numbers: ${gigabytes(csv)} GB of CSV, ${gigabytes(rows * columns * 4)} GB of features as float32. It is brought in and trained on for one epoch (dense 64, 64, 1; batches of 512; \`data.memory\` ${values.memory} MiB, so that rows are streamed with a shuffled window, see [ADR 3](adr/0003-data-process-and-prepared-arrays.md)). Made by \`npm run bench:large\`.`,
    '',
    '| step | time, s | memory of all processes, MiB |',
    '| --- | --- | --- |',
    ...steps.map(({ title, seconds, memory }) => `| ${title} | ${seconds.toFixed(1)} | ${memory.toFixed(0)} |`),
    '',
    `R² is ${(epochs[0]?.r2 ?? NaN).toFixed(3)} over the epoch and ${test.r2.toFixed(3)} on the test rows.`,
    '',
    `Machine: ${cpus()[0]?.model ?? '?'}, ${cpus().length} logical cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${process.platform} ${process.arch}.`,
  ].join('\n');
  const path = join(import.meta.dirname, '../../docs/larger-than-memory.md');
  const formatted = await format(text, { ...(await resolveConfig(path)), parser: 'markdown' });
  if (values.dry) process.stdout.write(formatted);
  else writeFileSync(path, formatted);
}
