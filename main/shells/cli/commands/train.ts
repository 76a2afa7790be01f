/** `athanor train FILE|EXAMPLE`: submits an experiment, shows its progress, ends with its test result. */
import { UserError } from '../../../base/errors.ts';
import { defineCommand, type CommandRegistration } from '../command.ts';
import { exitStatus, statusOfRun } from '../exit-status.ts';
import { findExperiment } from '../training/experiment-source.ts';
import { followRun } from '../training/follow-run.ts';
import { listenForInterrupts } from '../training/interrupts.ts';
import { readRunMaterial, runReport } from '../training/run-report.ts';
import { createProgressView } from '../terminal/progress.ts';

interface TrainOptions {
  readonly set?: readonly string[];
  readonly device?: string;
  readonly name?: string;
}

const command = defineCommand<readonly [string], TrainOptions>({
  usage: 'train <file|example>',
  summary: 'cli.train.summary',
  arguments: ['cli.train.source'],
  options: [
    { flags: '--set <path=value>', description: 'cli.train.set', repeatable: true },
    { flags: '--device <device>', description: 'cli.train.device' },
    { flags: '--name <name>', description: 'cli.train.name' },
  ],
  work: async ({ console, connect }, { arguments: [source], options }) => {
    const overrides = {
      ...parseAssignments(options.set ?? []),
      ...(options.device === undefined ? {} : { 'engine.device': options.device }),
    };
    // Read before anything is started: a missing file needs no engine to be reported.
    const file = await findExperiment(source);
    const interrupts = listenForInterrupts();
    try {
      const { client, remote } = await connect();
      const view = createProgressView(
        console.progress,
        { left: (time) => console.text('cli.progress.left', { time }) },
        () => performance.now(),
      );
      if (remote) view.note(console.text('cli.train.remote'));
      const request = file.kind === 'file' ? file.request : await file.example(client);
      const { id, interrupted } = await followRun({
        client,
        console,
        view,
        interrupts,
        request: { ...request, overrides, ...(options.name === undefined ? {} : { name: options.name }) },
      });
      const material = await readRunMaterial(client, console, id);
      console.document(material.document);
      console.answer(runReport(material, console));
      const { status, error } = material.run;
      if (!console.json && error !== null) console.note(console.errorLines(error));
      return interrupted !== null && status === 'stopped' ? exitStatus[interrupted] : statusOfRun(status);
    } finally {
      interrupts.close();
    }
  },
});

export const train: CommandRegistration = (program, add) => {
  add(program, command);
};

/** `training.seed=3` and the like, by path; of equal paths the last counts. */
function parseAssignments(list: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    list.map((item) => {
      const at = item.indexOf('=');
      if (at < 1) throw new UserError('cli.setSyntax', { found: item });
      return [item.slice(0, at).trim(), item.slice(at + 1)];
    }),
  );
}
