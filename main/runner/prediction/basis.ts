/** What a run left for predictions: how its rows were prepared, and its weights. */
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { UserError } from '../../base/errors.ts';
import { preparedManifestSchema, type PreparedManifest } from '../../datasets/prepared.ts';
import type { CheckpointRecord, RunDetailRecord } from '../../experiments/records.ts';
import { newestCheckpoint, preparedFileName } from '../active-run.ts';
import { parseExperiment, type Experiment } from '../experiment-file/parse.ts';

export interface PredictionBasis {
  readonly experiment: Experiment;
  readonly prepared: PreparedManifest;
  readonly checkpoint: CheckpointRecord;
  /** Path of the checkpoint's file. */
  readonly weights: string;
}

/**
 * By default the weights that the run's test was of: the best epoch's where the experiment restores them, else the last.
 * Throws UserError `prediction.noWeights` for a run without a checkpoint, `runner.noCheckpointAt` for an epoch without
 * one, and `prediction.noPreparation` for a run of a version that did not keep how its rows were prepared.
 */
export async function readBasis(
  run: RunDetailRecord,
  dataFolder: string,
  epoch: number | undefined,
): Promise<PredictionBasis> {
  const experiment = parseExperiment(run.experiment);
  const folder = join(dataFolder, 'runs', run.id);
  const checkpoint = chooseCheckpoint(run, experiment, epoch);
  const text = await readFile(join(folder, preparedFileName), 'utf8').catch(() => null);
  const parsed = text === null ? null : preparedManifestSchema.safeParse(JSON.parse(text));
  if (parsed?.success !== true) throw new UserError('prediction.noPreparation', { name: run.name });
  return { experiment, prepared: parsed.data, checkpoint, weights: join(folder, checkpoint.file) };
}

function chooseCheckpoint(
  { name, checkpoints }: RunDetailRecord,
  { training }: Experiment,
  epoch: number | undefined,
): CheckpointRecord {
  if (checkpoints.length === 0) throw new UserError('prediction.noWeights', { name });
  const best = training.restoreBest ? checkpoints.findLast(({ reason }) => reason === 'best') : undefined;
  const found =
    epoch === undefined ? (best ?? newestCheckpoint(checkpoints)) : checkpoints.find((one) => one.epoch === epoch);
  if (found !== undefined) return found;
  const epochs = [...new Set(checkpoints.map((one) => one.epoch))].join(', ');
  throw new UserError('runner.noCheckpointAt', { name, epoch: epoch ?? 0, epochs });
}
