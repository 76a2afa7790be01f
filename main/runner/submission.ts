/** From what a person hands in to a queued run: everything is checked before anything is kept. */
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { BugError, UserError } from '../base/errors.ts';
import {
  columnsOf,
  datasetKindOf,
  tableReadingOf,
  targetsOf,
  type DataSpec,
  type TableSpec,
  type TargetUse,
} from '../datasets/spec.ts';
import type { PreparedManifest } from '../datasets/prepared.ts';
import { dataWarningSchema, type DataWarning } from '../datasets/types.ts';
import type { CodedNote, JsonObject, RunRecord } from '../experiments/records.ts';
import { elementCount } from '../graph/tensor.ts';
import { checkModel, modelParameters } from '../models/build.ts';
import { losses } from '../training/losses/registry.ts';
import { objectivesOf } from '../training/objectives.ts';
import { modelDataOf } from '../training/plan/request.ts';
import { planRequest } from '../training/plan/spec-request.ts';
import { withDefaultDevice } from './default-device.ts';
import { applyOverrides } from './experiment-file/overrides.ts';
import { parseExperiment, type Experiment } from './experiment-file/parse.ts';
import { planDataOf } from './plan-data.ts';
import { readSplitRows, type PreparedCache, type PreparedData } from './prepared-cache.ts';
import type { RunnerOptions, SubmitRequest } from './runner.ts';

export interface Submission {
  readonly run: RunRecord;
  readonly experiment: Experiment;
  readonly prepared: PreparedData;
}

type Services = Pick<RunnerOptions, 'store' | 'importData' | 'discardData' | 'examplesFolder'> & {
  readonly prepared: PreparedCache;
};

/** @param device for an experiment that names none, of its own or by override */
export function readSubmission({ experiment, overrides = {} }: SubmitRequest, device: string): Experiment {
  return parseExperiment(withDefaultDevice(applyOverrides(experiment, overrides), device));
}

/** Throws UserError with nothing left behind: a data set that was brought in for the experiment goes again. */
export async function createRun(
  services: Services,
  request: SubmitRequest,
  experiment: Experiment,
  signal: AbortSignal,
): Promise<Submission> {
  const { store, discardData } = services;
  const { id, isNew } = await findData(services, request, experiment.data, signal);
  try {
    const dataset = store.datasets.get(id);
    const prepared = await obtainArrays(services.prepared, dataset, experiment, signal);
    try {
      const parameterCount = countParameters(experiment, prepared.manifest);
      const rows = await readSplitRows(prepared.folder);
      signal.throwIfAborted();
      const run = store.runs.create({
        ...(request.name === undefined ? {} : { name: request.name }),
        ...(request.parentId === undefined ? {} : { parentId: request.parentId }),
        datasetId: id,
        // Checked by zod from JSON: there is nothing in it that JSON cannot hold.
        experiment: experiment as unknown as JsonObject,
        seed: experiment.training.seed,
        epochsPlanned: experiment.training.epochs,
        parameterCount,
        warnings: warningsOf(experiment, prepared.manifest, importWarnings(dataset.detail)),
      });
      store.runs.recordSplit(run.id, rows);
      return { run, experiment, prepared };
    } catch (error) {
      await services.prepared.discard(prepared);
      throw error;
    }
  } catch (error) {
    if (isNew) await discardData(id);
    throw error;
  }
}

/**
 * Looks at what a submission would read, and leaves the history as it was: a data set that was brought in for it goes
 * again; arrays of one that is there stay, since the run itself will want them.
 */
export async function tryOut<Result>(
  services: Services,
  request: SubmitRequest,
  experiment: Experiment,
  signal: AbortSignal,
  work: (prepared: PreparedData) => Promise<Result>,
): Promise<Result> {
  const { store, discardData } = services;
  const { id, isNew } = await findData(services, request, experiment.data, signal);
  try {
    const prepared = await obtainArrays(services.prepared, store.datasets.get(id), experiment, signal);
    try {
      countParameters(experiment, prepared.manifest);
      return await work(prepared);
    } finally {
      if (isNew) await services.prepared.discard(prepared);
      else services.prepared.release(prepared.folder);
    }
  } finally {
    // A run may have been queued on it meanwhile.
    if (isNew && store.datasets.get(id).runCount === 0) await discardData(id);
  }
}

export async function obtainArrays(
  cache: PreparedCache,
  dataset: { readonly id: string; readonly hash: string },
  experiment: Experiment,
  signal: AbortSignal,
): Promise<PreparedData> {
  const identity = { datasetId: dataset.id, datasetHash: dataset.hash };
  return cache.obtain({ ...identity, spec: experiment.data, uses: usesOf(experiment) }, signal);
}

/** What the losses make of the targets, in the order of the targets. */
export function usesOf({ data, training }: Pick<Experiment, 'data' | 'training'>): TargetUse[] {
  const objectives = objectivesOf(training);
  return targetsOf(data).map(({ output }): TargetUse => {
    const objective = objectives.find((one) => one.output === output);
    if (objective === undefined) throw new BugError(`no loss for ${output ?? 'the target'}`);
    const { target, shares = false } = losses[objective.loss.type];
    return target === 'regression' && shares ? 'shares' : target;
  });
}

async function findData(
  { store, importData, examplesFolder }: Services,
  { datasetId, folder }: SubmitRequest,
  data: DataSpec,
  signal: AbortSignal,
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  if (datasetId !== undefined) {
    const { id, name, kind } = store.datasets.get(datasetId);
    if (kind === datasetKindOf(data)) return { id, isNew: false };
    throw new UserError('runner.dataKind', { name, found: kind, asked: data.kind }, { path: 'data.kind' });
  }
  if (data.path === undefined) throw new UserError('runner.pathMissing', {}, { path: 'data.path' });
  const path = isAbsolute(data.path) ? data.path : resolve(folder ?? examplesFolder, data.path);
  return importData(path, { kind: datasetKindOf(data), read: tableReadingOf(data, path), signal });
}

/** Whether the model fits this data. Gives the number of its parameters. */
function countParameters({ model, training }: Experiment, manifest: PreparedManifest): number {
  const data = planDataOf(manifest, model);
  const checked = checkModel(model, modelDataOf(data));
  // Checks what the model gives out against what the target needs.
  planRequest(training, checked, data);
  return modelParameters(checked).reduce((sum, { shape }) => sum + elementCount(shape), 0);
}

function warningsOf(
  { data, training }: Experiment,
  { warnings, counts }: PreparedManifest,
  imported: readonly DataWarning[],
): CodedNote[] {
  const used = data.kind === 'table' ? usedColumns(data) : null;
  const concerning = imported.filter(({ column }) => column === undefined || used === null || used.has(column));
  const notes: CodedNote[] = [...concerning, ...warnings].map(({ code, params, column, line }) => ({
    code,
    params: { ...params, ...(column === undefined ? {} : { column }), ...(line === undefined ? {} : { line }) },
  }));
  if (training.batchSize > counts.train) {
    const params = { batchSize: training.batchSize, rows: counts.train };
    notes.push({ code: 'runner.batchLargerThanData', params });
  }
  return notes;
}

/** Null: any column may be one of them. */
function usedColumns(data: TableSpec): ReadonlySet<string> | null {
  const { targets, features } = columnsOf(data);
  return features === null ? null : new Set([...features, ...targets, data.sampleWeight ?? '']);
}

/** What was said when the data came in: whoever trains on it must hear it too. */
function importWarnings(detail: JsonObject): DataWarning[] {
  return z.object({ warnings: z.array(dataWarningSchema) }).parse(detail).warnings;
}
