/** Prepared data as the plan is compiled for it: which array each input of the model reads, and what the targets are. */
import { BugError, UserError } from '../base/errors.ts';
import { nearestName } from '../base/nearest.ts';
import type { PreparedArrays, PreparedInput, PreparedManifest, PreparedTarget } from '../datasets/prepared.ts';
import type { Tensor } from '../graph/tensor.ts';
import { formatPath } from '../models/problems.ts';
import { normalizeModel, type ModelGraph, type ModelSpec } from '../models/spec.ts';
import {
  residentInput,
  residentTarget,
  residentWeights,
  residentWindows,
  type PlanData,
  type PlanInput,
  type PlanTarget,
} from '../training/plan/request.ts';

/**
 * An input reads the columns that the data give it, or the array of its name; where there is only one array, every input
 * reads that. Throws UserError `runner.inputMissing` for an input without either, and `runner.inputUnknown` for columns of
 * an input that the model does not have.
 */
export function planDataOf(manifest: PreparedManifest, model: ModelSpec): PlanData {
  const { rows, targets, sampleWeight } = manifest;
  const graph = normalizeModel(model);
  const [onlyOutput] = graph.outputs;
  return {
    rows,
    inputs: planInputs(manifest, graph.inputs),
    targets: Object.fromEntries(
      targets.map((target): [string, PlanTarget] => [target.output ?? onlyOutput?.id ?? '', planTarget(target)]),
    ),
    ...(sampleWeight === null ? {} : { sampleWeights: residentWeights }),
  };
}

function planInputs(
  { inputs: arrays, columnsByInput, window, spec, stream }: PreparedManifest,
  inputs: ModelGraph['inputs'],
): PlanInput[] {
  const ids = inputs.map(({ id }) => id);
  const known = columnsByInput === null ? arrays.map(({ name }) => name) : Object.keys(columnsByInput);
  const surplus = columnsByInput === null ? undefined : known.find((name) => !ids.includes(name));
  if (surplus !== undefined) {
    const params = { input: surplus, nearest: nearestName(surplus, ids), inputs: ids.join(', ') };
    throw new UserError('runner.inputUnknown', params, { path: formatPath(['data', 'features', surplus]) });
  }
  return inputs.map(({ id, path }): PlanInput => {
    const array = arrays.length === 1 ? arrays[0] : arrays.find(({ name }) => name === id);
    const columns = columnsByInput?.[id];
    if (array === undefined || (columnsByInput !== null && columns === undefined)) {
      const params = { input: id, known: known.join(', ') };
      throw new UserError('runner.inputMissing', params, { path: formatPath(['model', ...path]) });
    }
    return {
      ...planInput(id, array, spec.kind === 'images'),
      ...(stream === null ? {} : { streamed: true }),
      ...(columns === undefined ? {} : { columns }),
      ...(window === null ? {} : { window: { length: window.length, starts: residentWindows } }),
    };
  });
}

function planInput(id: string, array: PreparedInput, image: boolean): PlanInput {
  const { name, shape } = array;
  const resident = residentInput(name);
  if (array.dtype !== 'uint8') return { id, resident, shape, dtype: array.dtype };
  const { dtype, scale, offset } = array;
  return { id, resident, shape, dtype, scale, offset, image };
}

function planTarget(target: PreparedTarget): PlanTarget {
  const resident = residentOf(target);
  if (target.kind === 'categorical') {
    const { kind, classes, counts } = target;
    return { resident, kind, classes: classes.length, names: classes, counts };
  }
  const { kind, columns } = target;
  return {
    resident,
    kind,
    outputs: columns.length,
    scales: columns.map(({ standardDeviation }) => standardDeviation),
    centers: columns.map(({ center }) => center),
  };
}

function residentOf({ output }: PreparedTarget): string {
  return residentTarget(output ?? 'target');
}

/** The inputs' arrays as the engine keeps them, by the names that the plan reads them by. */
export function residentInputs({
  manifest: { rows, inputs: arrays },
  inputs,
  windows,
}: Pick<PreparedArrays, 'manifest' | 'inputs' | 'windows'>): Record<string, Tensor> {
  return {
    ...Object.fromEntries(
      arrays.map(({ name, dtype, shape }): [string, Tensor] => {
        const data = inputs[name];
        if (data === undefined) throw new BugError(`the prepared data have no ${name}`);
        return [residentInput(name), { dtype, shape: [rows, ...shape], data }];
      }),
    ),
    ...(windows === null ? {} : { [residentWindows]: { dtype: 'int32', shape: [rows, 1], data: windows } }),
  };
}

/** All arrays as the engine keeps them. */
export function residentTensors(arrays: PreparedArrays): Record<string, Tensor> {
  const { manifest, targets, weights } = arrays;
  const { rows } = manifest;
  return {
    ...(manifest.stream === null ? residentInputs(arrays) : {}),
    ...Object.fromEntries(
      manifest.targets.map((target, place): [string, Tensor] => {
        const data = targets[place];
        if (data === undefined) throw new BugError(`the prepared data have no target ${place}`);
        const tensor: Tensor =
          target.kind === 'categorical'
            ? { dtype: 'int32', shape: [rows], data }
            : { dtype: 'float32', shape: [rows, target.columns.length], data };
        return [residentOf(target), tensor];
      }),
    ),
    ...(weights === null ? {} : { [residentWeights]: { dtype: 'float32', shape: [rows], data: weights } }),
  };
}
