/** For engines that take steps one by one, in JavaScript: joins what they give back, and makes promises of it. */
import { allocate, elementCount, type Tensor, type TensorMap } from '../graph/tensor.ts';

/** Runs at once what has nothing to wait for; what it throws becomes a rejection, as callers of a promise expect. */
export function promised<Result>(run: () => Result | Promise<Result>): Promise<Result> {
  return new Promise((resolve) => {
    resolve(run());
  });
}

/** Joins the results of successive steps, at least one, along a new leading axis. */
export function stackSteps(results: readonly TensorMap[]): TensorMap {
  const [first] = results;
  if (first === undefined) return {};
  const names = Object.keys(first);
  return Object.fromEntries(
    names.map((name) => [name, stack(results.flatMap((result) => (result[name] === undefined ? [] : [result[name]])))]),
  );
}

function stack(tensors: readonly Tensor[]): Tensor {
  const [first] = tensors;
  const { dtype, shape } = first ?? { dtype: 'float32' as const, shape: [] };
  const length = elementCount(shape);
  const data = allocate(dtype, tensors.length * length);
  tensors.forEach((tensor, step) => {
    data.set(tensor.data, step * length);
  });
  return { dtype, shape: [tensors.length, ...shape], data };
}
