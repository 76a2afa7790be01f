/** `athanor runs pause|stop|resume|extend|learning-rate`: what a person does to a run that is there. */
import type { Command } from 'commander';
import { UserError } from '../../../base/errors.ts';
import { defineCommand, type AddCommand } from '../command.ts';
import { exitStatus } from '../exit-status.ts';
import { watchRun } from '../training/watch-run.ts';
import type { RunSummary } from '../../../api/contract/run-types.ts';
import type { Console } from '../console.ts';

/** Word in the place of a number that gives the learning rate back to the schedule. */
const schedule = 'schedule';

const pause = defineCommand<readonly [string], object>({
  usage: 'pause <id>',
  summary: 'cli.runs.pause.summary',
  arguments: ['cli.runs.id'],
  options: [],
  work: async ({ console, connect }, { arguments: [id] }) =>
    answer(console, await (await connect()).client.runs.pause({ id })),
});

const stop = defineCommand<readonly [string], object>({
  usage: 'stop <id>',
  summary: 'cli.runs.stop.summary',
  arguments: ['cli.runs.id'],
  options: [],
  work: async ({ console, connect }, { arguments: [id] }) =>
    answer(console, await (await connect()).client.runs.stop({ id })),
});

const resume = defineCommand<readonly [string], { readonly from?: string }>({
  usage: 'resume <id>',
  summary: 'cli.runs.resume.summary',
  arguments: ['cli.runs.id'],
  options: [{ flags: '--from <epoch>', description: 'cli.runs.resume.from' }],
  work: async (surroundings, { arguments: [id], options }) => {
    const from = options.from === undefined ? {} : { from: parseCount(options.from, '--from') };
    return watchRun(surroundings, (client) => client.runs.resume({ id, ...from }));
  },
});

const extend = defineCommand<readonly [string], { readonly epochs?: string }>({
  usage: 'extend <id>',
  summary: 'cli.runs.extend.summary',
  arguments: ['cli.runs.id'],
  options: [{ flags: '--epochs <count>', description: 'cli.runs.extend.epochs' }],
  work: async (surroundings, { arguments: [id], options }) => {
    const epochs = parseCount(options.epochs ?? '–', '--epochs');
    return watchRun(surroundings, (client) => client.runs.extend({ id, epochs }));
  },
});

const learningRate = defineCommand<readonly [string, string], object>({
  usage: 'learning-rate <id> <value>',
  summary: 'cli.runs.learningRate.summary',
  arguments: ['cli.runs.id', 'cli.runs.learningRate.value'],
  options: [],
  work: async ({ console, connect }, { arguments: [id, word] }) => {
    const rate = word === schedule ? null : Number(word);
    if (Number.isNaN(rate) || word.trim() === '') throw new UserError('cli.expectedRate', { found: word });
    const { client } = await connect();
    return answer(console, await client.runs.setLearningRate({ id, learningRate: rate }));
  },
});

export function addRunControls(group: Command, add: AddCommand): void {
  add(group, pause);
  add(group, stop);
  add(group, resume);
  add(group, extend);
  add(group, learningRate);
}

function answer(console: Console, run: RunSummary): number {
  console.document(run);
  console.answer(console.text('cli.runs.now', { name: run.name, status: run.status, epochs: run.epochsDone }));
  return exitStatus.success;
}

export function parseCount(word: string, option: string): number {
  const count = Number(word);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new UserError('cli.expectedCount', { option, found: word });
}
