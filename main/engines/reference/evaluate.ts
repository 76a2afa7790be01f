/** Interprets a graph node by node: slow, obvious, and the judge of the other engines. */
import { BugError } from '../../base/errors.ts';
import { concreteShape, matchTensor } from '../binding.ts';
import { kernels } from './kernels/kernels.ts';
import { tensorFrom, type Numbers } from './numbers.ts';
import type { Graph, Node, Value } from '../../graph/ir.ts';
import type { OpInputs, OpName } from '../../graph/ops/registry.ts';
import type { DType } from '../../graph/tensor.ts';

export interface EvaluateOptions {
  /**
   * `float32` (default): every op computes in float64 and rounds its result to float32 once. `float64` rounds nothing,
   * which is what finite differences need.
   */
  readonly precision?: 'float32' | 'float64';
  /** Is told every node's outputs in the order of computation: how a NaN is traced to its step and op. */
  readonly trace?: (node: Node, outputs: readonly Numbers[]) => void;
}

export type NumbersMap = Readonly<Record<string, Numbers>>;

/** The outputs of a graph for its inputs, by name. `batch` has one size, found from the inputs. */
export function evaluateGraph(graph: Graph, feeds: NumbersMap, options: EvaluateOptions = {}): NumbersMap {
  const { precision = 'float32', trace } = options;
  const known = new Map<number, Numbers>();
  let batch: number | null = null;
  for (const { name, value } of graph.inputs) {
    const feed = feeds[name];
    if (feed === undefined) throw new BugError(`the graph is not fed its input ${name}`);
    batch = matchTensor(`input ${name}`, tensorFrom(feed), value.type, batch);
    known.set(value.id, feed);
  }
  const find = (value: Value): Numbers => {
    const numbers = known.get(value.id);
    if (numbers === undefined) throw new BugError(`value ${value.id} is used before it is computed`);
    return numbers;
  };

  for (const node of graph.nodes) {
    const outputs = compute(node, node.inputs.map(find), batch, precision);
    node.outputs.forEach((value, index) => {
      const numbers = outputs[index];
      if (numbers !== undefined) known.set(value.id, numbers);
    });
    trace?.(node, outputs);
  }
  return Object.fromEntries(graph.outputs.map(({ name, value }) => [name, find(value)]));
}

function compute<Name extends OpName>(
  node: Node<Name>,
  inputs: readonly Numbers[],
  batch: number | null,
  precision: 'float32' | 'float64',
): readonly Numbers[] {
  const types = node.outputs.map(({ type }) => ({ dtype: type.dtype, shape: concreteShape(type.shape, batch) }));
  const [first, ...others] = types;
  if (first === undefined) throw new BugError(`${node.op} has no output`);
  // The builder has checked that there are as many inputs as the op takes.
  const results = kernels[node.op](inputs as OpInputs<Name, Numbers>, node.attributes, [first, ...others]);
  return types.map(({ dtype, shape }, index) => {
    const values = results[index];
    if (values === undefined) throw new BugError(`${node.op} gave ${results.length} outputs, not ${types.length}`);
    return { dtype, shape, values: precision === 'float32' ? rounded(dtype, values) : values };
  });
}

function rounded(dtype: DType, values: Float64Array): Float64Array {
  return dtype === 'float32' ? values.map(Math.fround) : values;
}
