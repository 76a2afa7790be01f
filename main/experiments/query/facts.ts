/** What every run has, by the name that a query calls it: the column behind it and what it may be compared with. */

import { runBytesSql } from '../run-sizes.ts';

export type FieldType = 'number' | 'text' | 'date' | 'truth' | 'any';

export interface Fact {
  readonly name: string;
  /** Other ways to say it. */
  readonly aliases?: readonly string[];
  readonly type: Exclude<FieldType, 'any'>;
  /** An SQL expression over the tables that `select.ts` joins; null where the run has none. Dates in milliseconds. */
  readonly sql: string;
  /** Numbers in seconds may be written as durations. */
  readonly seconds?: boolean;
  /** Numbers of bytes may be written with a unit. */
  readonly bytes?: boolean;
  /** Words that are all there can be. */
  readonly choices?: readonly string[];
}

export const statuses = [
  'queued',
  'running',
  'paused',
  'completed',
  'stopped',
  'failed',
  'diverged',
  'interrupted',
] as const;

export const facts: readonly Fact[] = [
  { name: 'name', type: 'text', sql: 'runs.name' },
  { name: 'id', type: 'text', sql: 'runs.id' },
  { name: 'status', type: 'text', sql: 'runs.status', choices: statuses },
  { name: 'dataset', aliases: ['data'], type: 'text', sql: 'datasets.name' },
  {
    name: 'model',
    type: 'text',
    sql: "(SELECT value FROM run_settings WHERE path = 'model' AND run_key = runs.key)",
  },
  { name: 'note', aliases: ['notes'], type: 'text', sql: "nullif(runs.note, '')" },
  { name: 'starred', aliases: ['star'], type: 'truth', sql: 'runs.starred' },
  // Archived runs are found only by queries that name this.
  { name: 'archived', type: 'truth', sql: '(runs.archived_at IS NOT NULL)' },
  { name: 'experiment', type: 'text', sql: '(SELECT id FROM experiments WHERE key = runs.experiment_key)' },
  {
    name: 'parent',
    type: 'text',
    sql: '(SELECT parents.name FROM runs AS parents WHERE parents.key = runs.parent_key)',
  },
  { name: 'created', type: 'date', sql: 'runs.created_at' },
  { name: 'started', type: 'date', sql: 'runs.started_at' },
  { name: 'ended', type: 'date', sql: 'runs.ended_at' },
  { name: 'seconds', aliases: ['time'], type: 'number', sql: 'runs.seconds', seconds: true },
  { name: 'epochs', type: 'number', sql: 'runs.epochs_done' },
  { name: 'epochsPlanned', type: 'number', sql: 'runs.epochs_planned' },
  { name: 'seed', type: 'number', sql: 'runs.seed' },
  { name: 'parameters', aliases: ['params'], type: 'number', sql: 'runs.parameter_count' },
  { name: 'size', aliases: ['bytes'], type: 'number', sql: runBytesSql, bytes: true },
  { name: 'engine', type: 'text', sql: 'runs.engine' },
  { name: 'device', type: 'text', sql: 'runs.device' },
  { name: 'error', type: 'text', sql: "json_extract(runs.error, '$.code')" },
];

/** Short words for settings that are asked for most. */
export const settingAliases: Readonly<Record<string, string>> = {
  optimizer: 'training.optimizer.type',
  lr: 'training.optimizer.learningRate',
  batch: 'training.batchSize',
  loss_function: 'training.loss',
  schedule: 'training.schedule.type',
  target: 'data.target',
};

/** A run has any number of these; `tag = "x"` asks whether it is one of them. */
export const tagNames: readonly string[] = ['tag', 'tags'];

export function factCalled(name: string): Fact | undefined {
  return facts.find((fact) => fact.name === name || (fact.aliases ?? []).includes(name));
}
