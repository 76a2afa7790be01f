/** An application of one op to concrete tensors: what every engine must agree on. */
import { gradients } from '../../../main/graph/autodiff.ts';
import { GraphBuilder } from '../../../main/graph/builder.ts';
import { opDefinition, type OpAttributes, type OpName } from '../../../main/graph/ops/registry.ts';
import { elementCount, type Shape, type Tensor, type TensorMap } from '../../../main/graph/tensor.ts';
import { evaluateGraph } from '../../../main/engines/reference/evaluate.ts';
import { numbersFrom, type Numbers } from '../../../main/engines/reference/numbers.ts';
import type { Graph, Value } from '../../../main/graph/ir.ts';

export interface OpCase<Name extends OpName = OpName> {
  readonly inputs: readonly Tensor[];
  /** Types' shapes where they differ from the tensors': with `batch`. */
  readonly shapes: readonly Shape[];
  readonly attributes: OpAttributes<Name>;
}

export interface CaseGraph {
  readonly graph: Graph;
  readonly feeds: TensorMap;
  /** Inputs that a gradient is taken with respect to; empty where the op has none. */
  readonly differentiable: readonly string[];
}

export const inputName = (index: number): string => `input${index}`;
export const outputName = (index: number): string => `output${index}`;
export const lossName = 'loss';
export const gradientName = (input: string): string => `gradient/${input}`;

/** Weights that tell every element of an output apart, so that a misplaced gradient shows. */
export function outputWeights(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => (((index * 7) % 13) - 6.5) / 8);
}

/**
 * The op's outputs, and the gradients of their weighted sum with respect to every float input. Outputs are weighted
 * by a fed tensor, for `batch` may be among their dimensions.
 */
export function caseGraph<Name extends OpName>(
  op: Name,
  { inputs, shapes, attributes }: OpCase<Name>,
  withGradients = true,
): CaseGraph {
  const builder = new GraphBuilder();
  const feeds: Record<string, Tensor> = {};
  const values = inputs.map((tensor, index) => {
    feeds[inputName(index)] = tensor;
    return builder.input(inputName(index), { dtype: tensor.dtype, shape: shapes[index] ?? tensor.shape });
  });
  const outputs = builder.apply(op, values, attributes);
  outputs.forEach((output, index) => {
    builder.output(outputName(index), output);
  });
  if (!withGradients || opDefinition(op).gradient === 'none')
    return { graph: builder.build(), feeds, differentiable: [] };

  const losses = outputs
    .filter((output) => output.type.dtype === 'float32')
    .map((output, index) => {
      const weights = builder.input(`weights${index}`, output.type);
      const size = batchSize(inputs, shapes);
      const shape = output.type.shape.map((dim) => (dim === 'batch' ? size : dim));
      feeds[`weights${index}`] = { dtype: 'float32', shape, data: outputWeights(elementCount(shape)) };
      return builder.reduceSum(builder.multiply(output, weights));
    });
  const [first, ...others] = losses;
  if (first === undefined) return { graph: builder.build(), feeds, differentiable: [] };
  const loss = others.reduce((total, other) => builder.add(total, other), first);
  const wanted = values.flatMap((value, index): [string, Value][] =>
    value.type.dtype === 'float32' ? [[inputName(index), value]] : [],
  );
  const found = gradients(
    builder,
    loss,
    wanted.map(([, value]) => value),
  );
  wanted.forEach(([name], index) => {
    const gradient = found[index];
    if (gradient !== undefined) builder.output(gradientName(name), gradient);
  });
  builder.output(lossName, loss);
  return { graph: builder.build(), feeds, differentiable: wanted.map(([name]) => name) };
}

function batchSize(inputs: readonly Tensor[], shapes: readonly Shape[]): number {
  for (const [index, shape] of shapes.entries()) {
    const axis = shape.indexOf('batch');
    if (axis >= 0) return inputs[index]?.shape[axis] ?? 0;
  }
  return 0;
}

/** Central differences of `loss` in float64, by the reference: the gradient as calculus means it. */
export function finiteDifferences({ graph, feeds }: CaseGraph, input: string, step = 1e-4): Numbers {
  const numbers = Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, numbersFrom(tensor)]));
  const base = numbers[input];
  if (base === undefined) throw new Error(`no input ${input}`);
  const lossAt = (index: number, moved: number): number => {
    const values = base.values.slice();
    values[index] = (values[index] ?? NaN) + moved;
    const outputs = evaluateGraph(graph, { ...numbers, [input]: { ...base, values } }, { precision: 'float64' });
    return outputs[lossName]?.values[0] ?? NaN;
  };
  return { ...base, values: base.values.map((_, index) => (lossAt(index, step) - lossAt(index, -step)) / (2 * step)) };
}
