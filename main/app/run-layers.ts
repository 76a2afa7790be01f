/** The layers of a run's model, with statistics of the weights that a checkpoint keeps. */
import { join } from 'node:path';
import type { LayerWeights, RunLayer, RunLayers, RunLayersQuery, TensorStatistics } from '../api/contract/index.ts';
import { UserError } from '../base/errors.ts';
import { HistogramCounts, MomentSums } from '../evaluation/tensor-statistics.ts';
import type { CheckpointRecord, RunDetailRecord } from '../experiments/records.ts';
import type { ExperimentStore } from '../experiments/store.ts';
import type { ParameterSpec } from '../models/layers/definition.ts';
import { countParameters, resolveModel, type ResolvedNode } from '../models/resolve.ts';
import { modelSchema, normalizeModel } from '../models/spec.ts';
import { newestCheckpoint } from '../runner/active-run.ts';
import { openCheckpoint, type CheckpointReader } from '../runner/checkpoint-reader.ts';
import { averageName } from '../training/plan/1-layout.ts';
import { modelDataOfRun } from './run-model.ts';

export interface LayerSources {
  readonly store: Pick<ExperimentStore, 'runs'>;
  readonly dataFolder: string;
}

/** As many bins as a small picture has room for. */
const bins = 40;

export async function runLayers(
  { store, dataFolder }: LayerSources,
  { id, epoch, trained }: RunLayersQuery,
): Promise<RunLayers> {
  const run = store.runs.get(id);
  const graph = normalizeModel(modelSchema.parse(run.experiment['model']));
  const data = await modelDataOfRun(dataFolder, run);
  const drafts = { ...graph, nodes: graph.nodes.map((node) => ({ ...node, node })) };
  const { nodes } = resolveModel(drafts, data, ['model']);
  const known = new Map(nodes.map((node) => [node.id, node]));
  const checkpoint = chooseCheckpoint(run, epoch);
  await using reader =
    checkpoint === undefined ? null : await openCheckpoint(join(dataFolder, 'runs', id, checkpoint.file));
  const averages = Object.keys(reader?.tensors ?? {}).some((name) => name.startsWith('average/'));
  const kind = averages ? (trained ? 'trained' : 'averaged') : 'only';
  const layers: RunLayer[] = [];
  // In the order of computation where it is known, else as written.
  const placed = nodes.length === graph.nodes.length ? nodes : graph.nodes;
  for (const node of placed) {
    const resolved = known.get(node.id);
    layers.push({
      id: node.id,
      type: node.type,
      inputs: [...node.inputs],
      settings: settingsOf(resolved ?? node),
      inputShape: shapeOf(resolved?.inputShapes[0]),
      outputShape: shapeOf(resolved?.outputShape),
      parameters: resolved === undefined ? null : countParameters(resolved),
      weights: resolved === undefined ? [] : await weightsOf(resolved, reader, kind === 'averaged'),
    });
  }
  return {
    epoch: checkpoint?.epoch ?? null,
    epochs: epochsOf(run.checkpoints),
    kind,
    inputs: graph.inputs.map((input) => ({ id: input.id, shape: shapeOf(data.inputShapes[input.id]) })),
    layers,
    outputs: graph.outputs.map((output) => output.id),
    parameters: run.parameterCount,
  };
}

function epochsOf(checkpoints: readonly CheckpointRecord[]): number[] {
  return [...new Set(checkpoints.map(({ epoch }) => epoch))].sort((one, other) => one - other);
}

/** By default the weights that the run's test was of. */
function chooseCheckpoint(
  { name, checkpoints, experiment }: RunDetailRecord,
  epoch: number | undefined,
): CheckpointRecord | undefined {
  if (epoch === undefined) {
    const training = experiment['training'] as { readonly restoreBest?: boolean } | undefined;
    const best = training?.restoreBest === true ? checkpoints.findLast(({ reason }) => reason === 'best') : undefined;
    return best ?? newestCheckpoint(checkpoints);
  }
  const found = checkpoints.find((one) => one.epoch === epoch);
  if (found !== undefined) return found;
  throw new UserError('runner.noCheckpointAt', { name, epoch, epochs: epochsOf(checkpoints).join(', ') });
}

function settingsOf({ options }: Pick<ResolvedNode, 'options'>): RunLayer['settings'] {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, typeof value === 'object' ? [...value] : value]),
  );
}

function shapeOf(shape: readonly number[] | undefined): number[] | null {
  return shape === undefined ? null : [...shape];
}

async function weightsOf(
  { id, parameters }: ResolvedNode,
  reader: CheckpointReader | null,
  averaged: boolean,
): Promise<LayerWeights[]> {
  const weights: LayerWeights[] = [];
  for (const { name, shape, trainable } of parameters) {
    const statistics =
      reader === null ? null : await readStatistics(reader, tensorName(reader, id, { name }, averaged));
    weights.push({ name, shape: [...shape], trainable, statistics });
  }
  return weights;
}

/** Parameters that never change have no average. */
function tensorName(
  { tensors }: CheckpointReader,
  layer: string,
  { name }: Pick<ParameterSpec, 'name'>,
  averaged: boolean,
): string {
  const own = `parameters/${layer}/${name}`;
  const average = averageName(own);
  return averaged && tensors[average] !== undefined ? average : own;
}

/** Null for a tensor that the checkpoint does not have. */
async function readStatistics(reader: CheckpointReader, name: string): Promise<TensorStatistics | null> {
  if (reader.tensors[name] === undefined) return null;
  const sums = new MomentSums();
  for await (const slice of reader.slices(name)) sums.add(slice);
  const moments = sums.moments();
  if (moments.minimum === null || moments.maximum === null) return { ...moments, histogram: null };
  const histogram = new HistogramCounts(moments.minimum, moments.maximum, bins);
  for await (const slice of reader.slices(name)) histogram.add(slice);
  const { from, to, counts } = histogram.histogram();
  return { ...moments, histogram: { from, to, counts: [...counts] } };
}
