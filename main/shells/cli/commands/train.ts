/** `athanor train FILE|EXAMPLE`: submits an experiment, shows its progress, ends with its test result. */
import { defineCommand, type CommandRegistration } from '../command.ts';
import { parseAssignments } from '../training/assignments.ts';
import { findExperiment } from '../training/experiment-source.ts';
import { watchRun } from '../training/watch-run.ts';

interface TrainOptions {
  readonly set?: readonly string[];
  readonly device?: string;
  readonly dataset?: string;
  readonly name?: string;
}

const command = defineCommand<readonly [string], TrainOptions>({
  usage: 'train <file|example>',
  summary: 'cli.train.summary',
  arguments: ['cli.train.source'],
  options: [
    { flags: '--set <path=value>', description: 'cli.train.set', repeatable: true },
    { flags: '--dataset <name>', description: 'cli.train.dataset' },
    { flags: '--device <device>', description: 'cli.train.device' },
    { flags: '--name <name>', description: 'cli.train.name' },
  ],
  work: async (surroundings, { arguments: [source], options }) => {
    const overrides = {
      ...parseAssignments(options.set ?? []),
      ...(options.device === undefined ? {} : { 'engine.device': options.device }),
    };
    // Read before anything is started: a missing file needs no engine to be reported.
    const file = await findExperiment(source);
    return watchRun(surroundings, async (client) => {
      const request = file.kind === 'file' ? file.request : await file.example(client);
      return client.runs.submit({
        ...request,
        overrides,
        ...(options.dataset === undefined ? {} : { datasetId: options.dataset }),
        ...(options.name === undefined ? {} : { name: options.name }),
      });
    });
  },
});

export const train: CommandRegistration = (program, add) => {
  add(program, command);
};
