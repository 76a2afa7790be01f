/** For engines that take steps one by one: joins what the steps gave back. */
import { allocate, elementCount, type Tensor, type TensorMap } from '../graph/tensor.ts';

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
