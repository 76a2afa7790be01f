/** `athanor preflight FILE|EXAMPLE`: what a training will take in memory, time and disk, found by trying it. */
import type { Preflight } from '../../../api/contract/preflight-types.ts';
import { defineCommand, type CommandRegistration } from '../command.ts';
import type { Console } from '../console.ts';
import { exitStatus } from '../exit-status.ts';
import { formatBytes, formatSeconds } from '../terminal/numbers.ts';
import { formatFacts } from '../terminal/table.ts';
import { parseAssignments } from '../training/assignments.ts';
import { findExperiment } from '../training/experiment-source.ts';
import { listenForInterrupts } from '../training/interrupts.ts';

interface PreflightOptions {
  readonly set?: readonly string[];
  readonly device?: string;
  readonly dataset?: string;
}

const command = defineCommand<readonly [string], PreflightOptions>({
  usage: 'preflight <file|example>',
  summary: 'cli.preflight.summary',
  arguments: ['cli.train.source'],
  options: [
    { flags: '--set <path=value>', description: 'cli.train.set', repeatable: true },
    { flags: '--dataset <name>', description: 'cli.train.dataset' },
    { flags: '--device <device>', description: 'cli.train.device' },
  ],
  work: async ({ console, connect }, { arguments: [source], options }) => {
    const overrides = {
      ...parseAssignments(options.set ?? []),
      ...(options.device === undefined ? {} : { 'engine.device': options.device }),
    };
    const file = await findExperiment(source);
    const { client } = await connect();
    const request = {
      ...(file.kind === 'file' ? file.request : await file.example(client)),
      ...(options.dataset === undefined ? {} : { datasetId: options.dataset }),
    };
    const interrupts = listenForInterrupts();
    const cancel = new AbortController();
    void interrupts.first.then(() => {
      cancel.abort();
    });
    try {
      const found = await client.runs.preflight({ ...request, overrides }, { signal: cancel.signal });
      console.document(found);
      console.answer(describe(found, console));
      return exitStatus.success;
    } catch (error) {
      if (interrupts.pending === null) throw error;
      return exitStatus[interrupts.pending];
    } finally {
      interrupts.close();
    }
  },
});

export const preflight: CommandRegistration = (program, add) => {
  add(program, command);
};

function describe(found: Preflight, console: Console): string {
  const { memory, time, disk, rows } = found;
  const seconds = (value: number | null): string => (value === null ? '–' : formatSeconds(value));
  const facts: [string, string][] = [
    [
      console.text('cli.preflight.memory'),
      console.text('cli.preflight.memoryValue', {
        peak: formatBytes(memory.peak),
        available: formatBytes(memory.available),
      }),
    ],
    [
      console.text('cli.preflight.epoch'),
      console.text('cli.preflight.epochValue', { time: seconds(time.epoch), steps: found.stepsPerEpoch }),
    ],
    [
      console.text('cli.preflight.run'),
      console.text('cli.preflight.runValue', { time: seconds(time.run), epochs: found.epochs }),
    ],
    [console.text('cli.preflight.start'), formatSeconds(time.start)],
    [
      console.text('cli.preflight.disk'),
      console.text('cli.preflight.diskValue', {
        all: formatBytes(disk.checkpoints + disk.points + disk.predictions),
        checkpoints: formatBytes(disk.checkpoints),
        points: formatBytes(disk.points),
        predictions: formatBytes(disk.predictions),
        free: formatBytes(disk.free),
      }),
    ],
    [console.text('cli.preflight.rows'), console.text('cli.preflight.rowsValue', rows)],
    [
      console.text('cli.preflight.device'),
      console.text('cli.preflight.deviceValue', {
        engine: found.engine,
        device: found.device,
        name: found.deviceName,
        threads: found.threads,
      }),
    ],
  ];
  const notes = [
    console.text('cli.preflight.tried', { epochs: found.tried.epochs, time: formatSeconds(found.tried.seconds) }),
    ...(found.beside > 0 ? [console.text('preflight.beside', { count: found.beside })] : []),
    ...(found.mayEndEarly ? [console.text('preflight.mayEndEarly')] : []),
    ...findingsOf(found, console),
  ];
  return `${formatFacts(facts)}\n\n${notes.join('\n')}`;
}

/** What would go wrong. */
function findingsOf({ memory, disk, divergedAt }: Preflight, console: Console): string[] {
  const warning = (message: string): string => console.text('cli.warning', { message });
  const needed = disk.checkpoints + disk.points + disk.predictions;
  return [
    ...(memory.peak > memory.available ? [warning(console.text('preflight.littleMemory'))] : []),
    ...(disk.free !== null && needed > disk.free ? [warning(console.text('preflight.littleDisk'))] : []),
    ...(divergedAt === null
      ? []
      : [warning(console.text('preflight.diverged', { epoch: divergedAt.epoch, step: divergedAt.step }))]),
  ];
}
