/** Builds a graph op by op: infers every type, and knows which scope each node belongs to. */
import { BugError } from '../base/errors.ts';
import { refuse } from './shapes.ts';
import { opDefinition, type OpAttributes, type OpName } from './ops/registry.ts';
import type { ConvolutionAttributes, PoolAttributes } from './windows.ts';
import type { Graph, NamedValue, Node, Value } from './ir.ts';
import type { DType, Shape, Tensor, TensorType } from './tensor.ts';

export interface ReductionOptions {
  /** Whether reduced axes stay, with size 1. Default: false. */
  readonly keepDimensions?: boolean;
}

export class GraphBuilder {
  readonly #nodes: Node[] = [];
  readonly #inputs: NamedValue[] = [];
  readonly #outputs: NamedValue[] = [];
  #scope: readonly string[] = [];
  #values = 0;

  /** The nodes recorded so far, in order. */
  get nodes(): readonly Node[] {
    return this.#nodes;
  }

  input(name: string, type: TensorType): Value {
    if (this.#inputs.some((input) => input.name === name)) throw new BugError(`two inputs are named ${name}`);
    const value = this.#value(type);
    this.#inputs.push({ name, value });
    return value;
  }

  output(name: string, value: Value): void {
    if (this.#outputs.some((output) => output.name === name)) throw new BugError(`two outputs are named ${name}`);
    this.#outputs.push({ name, value });
  }

  /** Runs `build` with `name` added to the scope of every node that it records: `encoder/dense_1`. */
  withScope<Result>(name: string, build: () => Result): Result {
    const outer = this.#scope;
    this.#scope = [...outer, name];
    try {
      return build();
    } finally {
      this.#scope = outer;
    }
  }

  apply<Name extends OpName>(op: Name, inputs: readonly Value[], attributes: OpAttributes<Name>): readonly Value[] {
    const definition = opDefinition(op);
    const types = inputs.map((input) => input.type);
    if (definition.arity !== 'many' && definition.arity !== inputs.length) {
      refuse(op, types, `expected ${definition.arity} inputs, found ${inputs.length}`);
    }
    const outputs = definition.infer(types, attributes).map((type) => this.#value(type));
    this.#nodes.push({ op, inputs, attributes, outputs, scope: this.#scope.join('/') });
    return outputs;
  }

  build(): Graph {
    return { inputs: [...this.#inputs], nodes: [...this.#nodes], outputs: [...this.#outputs] };
  }

  constant(tensor: Tensor): Value {
    return this.#single('constant', [], { tensor });
  }

  scalar(value: number, dtype: DType = 'float32'): Value {
    return this.constant(scalarTensor(value, dtype));
  }

  add(left: Value, right: Value): Value {
    return this.#single('add', [left, right], {});
  }

  subtract(left: Value, right: Value): Value {
    return this.#single('subtract', [left, right], {});
  }

  multiply(left: Value, right: Value): Value {
    return this.#single('multiply', [left, right], {});
  }

  divide(left: Value, right: Value): Value {
    return this.#single('divide', [left, right], {});
  }

  maximum(left: Value, right: Value): Value {
    return this.#single('maximum', [left, right], {});
  }

  minimum(left: Value, right: Value): Value {
    return this.#single('minimum', [left, right], {});
  }

  negate(input: Value): Value {
    return this.#single('negate', [input], {});
  }

  exp(input: Value): Value {
    return this.#single('exp', [input], {});
  }

  log(input: Value): Value {
    return this.#single('log', [input], {});
  }

  sqrt(input: Value): Value {
    return this.#single('sqrt', [input], {});
  }

  abs(input: Value): Value {
    return this.#single('abs', [input], {});
  }

  relu(input: Value): Value {
    return this.#single('relu', [input], {});
  }

  sigmoid(input: Value): Value {
    return this.#single('sigmoid', [input], {});
  }

  tanh(input: Value): Value {
    return this.#single('tanh', [input], {});
  }

  softplus(input: Value): Value {
    return this.#single('softplus', [input], {});
  }

  erf(input: Value): Value {
    return this.#single('erf', [input], {});
  }

  greater(left: Value, right: Value): Value {
    return this.#single('greater', [left, right], {});
  }

  greaterEqual(left: Value, right: Value): Value {
    return this.#single('greaterEqual', [left, right], {});
  }

  equal(left: Value, right: Value): Value {
    return this.#single('equal', [left, right], {});
  }

  logicalAnd(left: Value, right: Value): Value {
    return this.#single('logicalAnd', [left, right], {});
  }

  logicalNot(input: Value): Value {
    return this.#single('logicalNot', [input], {});
  }

  where(condition: Value, whenTrue: Value, whenFalse: Value): Value {
    return this.#single('where', [condition, whenTrue, whenFalse], {});
  }

  cast(input: Value, dtype: DType): Value {
    return this.#single('cast', [input], { dtype });
  }

  /** Product of the last two axes, either operand transposed first if asked. Default: neither. */
  matmul(
    left: Value,
    right: Value,
    options: { readonly transposeA?: boolean; readonly transposeB?: boolean } = {},
  ): Value {
    const { transposeA = false, transposeB = false } = options;
    return this.#single('matmul', [left, right], { transposeA, transposeB });
  }

  /** Cross-correlation of `[batch, channels, …space]` with a kernel `[outputs, channels / groups, …window]`. */
  convolution(input: Value, kernel: Value, attributes: ConvolutionAttributes): Value {
    return this.#single('convolution', [input, kernel], attributes);
  }

  /** Gradient of a convolution with respect to its input; as a layer, transposed convolution. */
  convolutionInputGradient(
    gradient: Value,
    kernel: Value,
    attributes: OpAttributes<'convolutionInputGradient'>,
  ): Value {
    return this.#single('convolutionInputGradient', [gradient, kernel], attributes);
  }

  /** Gradient of a convolution with respect to its kernel. */
  convolutionKernelGradient(
    input: Value,
    gradient: Value,
    attributes: OpAttributes<'convolutionKernelGradient'>,
  ): Value {
    return this.#single('convolutionKernelGradient', [input, gradient], attributes);
  }

  /** Largest element of each window over the spatial axes of `[batch, channels, …space]`. */
  maxPool(input: Value, attributes: PoolAttributes): Value {
    return this.#single('maxPool', [input], attributes);
  }

  /** Gradient of `maxPool` with respect to its input: all of it to the first maximum of each window. */
  maxPoolGradient(input: Value, value: Value, gradient: Value, attributes: PoolAttributes): Value {
    return this.#single('maxPoolGradient', [input, value, gradient], attributes);
  }

  /** Mean of each window over the spatial axes of `[batch, channels, …space]`. */
  averagePool(input: Value, attributes: OpAttributes<'averagePool'>): Value {
    return this.#single('averagePool', [input], attributes);
  }

  /** Gradient of `averagePool` with respect to its input. */
  averagePoolGradient(gradient: Value, attributes: OpAttributes<'averagePoolGradient'>): Value {
    return this.#single('averagePoolGradient', [gradient], attributes);
  }

  /** Sum over `axes` (negative ones count from the end), by default over all. */
  reduceSum(input: Value, axes?: readonly number[], options: ReductionOptions = {}): Value {
    const { keepDimensions = false } = options;
    const sorted = normalizeAxes(input, axes);
    return sorted.length === 0 ? input : this.#single('reduceSum', [input], { axes: sorted, keepDimensions });
  }

  /** Maximum over `axes` (negative ones count from the end), by default over all. */
  reduceMax(input: Value, axes?: readonly number[], options: ReductionOptions = {}): Value {
    const { keepDimensions = false } = options;
    const sorted = normalizeAxes(input, axes);
    return sorted.length === 0 ? input : this.#single('reduceMax', [input], { axes: sorted, keepDimensions });
  }

  /** Mean over `axes` (negative ones count from the end), by default over all; of the batch too. */
  reduceMean(input: Value, axes?: readonly number[], options: ReductionOptions = {}): Value {
    const sorted = normalizeAxes(input, axes);
    const sum = this.reduceSum(input, sorted, options);
    const dims = sorted.map((axis) => input.type.shape[axis] ?? 1);
    if (dims.includes('batch')) return this.divide(sum, this.elementCount(input, sorted));
    return this.multiply(sum, this.scalar(1 / dims.reduce<number>((product, dim) => product * Number(dim), 1)));
  }

  /** How many elements lie along `axes` once the batch is known. */
  elementCount(input: Value, axes: readonly number[]): Value {
    return this.#single('elementCount', [input], { axes });
  }

  reshape(input: Value, shape: Shape): Value {
    return this.#single('reshape', [input], { shape });
  }

  transpose(input: Value, permutation: readonly number[]): Value {
    return this.#single('transpose', [input], { permutation });
  }

  broadcastTo(input: Value, shape: Shape): Value {
    return this.#single('broadcastTo', [input], { shape });
  }

  /** Elements `start` up to and without `end` of one axis; a negative axis counts from the end. */
  slice(input: Value, axis: number, start: number, end: number): Value {
    return this.#single('slice', [input], { axis: axis < 0 ? axis + input.type.shape.length : axis, start, end });
  }

  pad(input: Value, before: readonly number[], after: readonly number[]): Value {
    return this.#single('pad', [input], { before, after });
  }

  /** Joins along an axis; a negative one counts from the end. */
  concat(values: readonly Value[], axis: number): Value {
    return this.#single('concat', values, { axis: axis < 0 ? axis + (values[0]?.type.shape.length ?? 0) : axis });
  }

  gather(table: Value, indices: Value): Value {
    return this.#single('gather', [table, indices], {});
  }

  /** Images [batch, channels, height, width] read at the places of a grid [batch, rows, columns, 2]. */
  gridSample(images: Value, grid: Value, attributes: OpAttributes<'gridSample'>): Value {
    return this.#single('gridSample', [images, grid], attributes);
  }

  segmentSum(values: Value, indices: Value, segments: number): Value {
    return this.#single('segmentSum', [values, indices], { segments });
  }

  oneHot(indices: Value, depth: number): Value {
    return this.#single('oneHot', [indices], { depth });
  }

  softmax(input: Value): Value {
    return this.#single('softmax', [input], {});
  }

  logSoftmax(input: Value): Value {
    return this.#single('logSoftmax', [input], {});
  }

  /** Loss of each row of scores against its class, by number. */
  softmaxCrossEntropy(scores: Value, labels: Value): Value {
    return this.#single('softmaxCrossEntropy', [scores, labels], {});
  }

  argMax(input: Value): Value {
    return this.#single('argMax', [input], {});
  }

  /** Normalizes each channel over all other axes. `mean` and `variance` are those of this batch, float32 [channels]. */
  batchNormalize(
    input: Value,
    scale: Value,
    shift: Value,
    attributes: OpAttributes<'batchNormalize'>,
  ): { readonly output: Value; readonly mean: Value; readonly variance: Value } {
    const [output = input, mean = scale, variance = shift] = this.apply(
      'batchNormalize',
      [input, scale, shift],
      attributes,
    );
    return { output, mean, variance };
  }

  /** To mean 0 and variance 1 along axes (negative ones count from the end). */
  normalize(input: Value, axes: readonly number[], epsilon: number): Value {
    const [output = input] = this.apply('normalize', [input], { axes: normalizeAxes(input, axes), epsilon });
    return output;
  }

  #value(type: TensorType): Value {
    this.#values += 1;
    return { id: this.#values, type };
  }

  #single<Name extends OpName>(op: Name, inputs: readonly Value[], attributes: OpAttributes<Name>): Value {
    const [output, ...others] = this.apply(op, inputs, attributes);
    if (output === undefined || others.length > 0) throw new BugError(`${op} has not one output`);
    return output;
  }
}

function scalarTensor(value: number, dtype: DType): Tensor {
  switch (dtype) {
    case 'float32':
      return { dtype, shape: [], data: Float32Array.of(value) };
    case 'int32':
      return { dtype, shape: [], data: Int32Array.of(value) };
    case 'uint8':
    case 'bool':
      return { dtype, shape: [], data: Uint8Array.of(value) };
    default:
      return dtype satisfies never;
  }
}

function normalizeAxes(input: Value, axes: readonly number[] | undefined): readonly number[] {
  const rank = input.type.shape.length;
  if (axes === undefined) return input.type.shape.map((_, axis) => axis);
  return axes.map((axis) => (axis < 0 ? axis + rank : axis)).sort((left, right) => left - right);
}
