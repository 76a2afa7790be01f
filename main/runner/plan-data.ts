/** Prepared data as the plan is compiled for it: which array each input of the model reads, and what the target is. */
import { BugError, UserError } from '../base/errors.ts';
import type { PreparedArrays, PreparedInput, PreparedManifest, PreparedTarget } from '../datasets/prepared.ts';
import type { Tensor } from '../graph/tensor.ts';
import { formatPath } from '../models/problems.ts';
import { normalizeModel, type ModelSpec } from '../models/spec.ts';
import {
  residentInput,
  residentTarget,
  type PlanData,
  type PlanInput,
  type PlanTarget,
} from '../training/plan/request.ts';

/**
 * An input reads the array of its name; where there is only one array, every input reads that. Throws UserError
 * `runner.inputMissing` for an input without an array.
 */
export function planDataOf(manifest: PreparedManifest, model: ModelSpec): PlanData {
  const { rows, inputs: arrays, target } = manifest;
  const inputs = normalizeModel(model).inputs.map(({ id, path }): PlanInput => {
    const array = arrays.length === 1 ? arrays[0] : arrays.find(({ name }) => name === id);
    if (array === undefined) {
      const known = arrays.map(({ name }) => name).join(', ');
      throw new UserError('runner.inputMissing', { input: id, known }, { path: formatPath(['model', ...path]) });
    }
    return planInput(id, array);
  });
  const [output] = normalizeModel(model).outputs;
  return { rows, inputs, targets: output === undefined ? {} : { [output.id]: planTarget(target) } };
}

function planInput(id: string, array: PreparedInput): PlanInput {
  const { name, shape } = array;
  const resident = residentInput(name);
  if (array.dtype !== 'uint8') return { id, resident, shape, dtype: array.dtype };
  const { dtype, scale, offset } = array;
  return { id, resident, shape, dtype, scale, offset };
}

function planTarget(target: PreparedTarget): PlanTarget {
  const resident = residentTarget(target.column);
  return target.kind === 'categorical'
    ? { resident, kind: 'categorical', classes: target.classes.length, names: target.classes }
    : { resident, kind: 'regression', outputs: 1, scales: [target.standardDeviation] };
}

/** The arrays as the engine keeps them, by the names that the plan reads them by. */
export function residentTensors({ manifest, inputs, targets }: PreparedArrays): Record<string, Tensor> {
  const { rows } = manifest;
  return {
    ...Object.fromEntries(
      manifest.inputs.map(({ name, dtype, shape }): [string, Tensor] => {
        const data = inputs[name];
        if (data === undefined) throw new BugError(`the prepared data have no ${name}`);
        return [residentInput(name), { dtype, shape: [rows, ...shape], data }];
      }),
    ),
    [residentTarget(manifest.target.column)]:
      targets instanceof Int32Array
        ? { dtype: 'int32', shape: [rows], data: targets }
        : { dtype: 'float32', shape: [rows, 1], data: targets },
  };
}
