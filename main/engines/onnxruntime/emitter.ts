/** Collects the nodes and constants of one ONNX graph while ops are lowered into it. */
import { BugError } from '../../base/errors.ts';
import { int, type OnnxAttributes, type OnnxNode, type OnnxTensor, type OnnxValueInfo } from './schema.ts';
import type { NamedValue, Node, Value } from '../../graph/ir.ts';
import { allocate, type Shape, type Tensor, type TensorType } from '../../graph/tensor.ts';

/** Which kernels will run the graph: some ops have another best form, or the only form, on a GPU. */
export type LoweringTarget = 'cpu' | 'gpu';

export class GraphEmitter {
  readonly target: LoweringTarget;
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];
  readonly #names = new Map<number, string>();
  readonly #shapes = new Map<string, string>();
  #batch: { readonly value: Value; readonly axis: number } | null = null;
  #batchSize: string | null = null;
  #label = '';
  #count = 0;

  constructor(target: LoweringTarget) {
    this.target = target;
  }

  /** Says under what name a value that is not computed here is to be found. */
  bind(value: Value, name: string): void {
    this.#names.set(value.id, name);
    const axis = value.type.shape.indexOf('batch');
    if (this.#batch === null && axis >= 0) this.#batch = { value, axis };
  }

  nameOf(value: Value): string {
    const name = this.#names.get(value.id);
    if (name === undefined) throw new BugError(`value ${value.id} is used before it is emitted`);
    return name;
  }

  /** Lowers one node: what is emitted meanwhile bears its name. */
  lower(node: Node, lowering: (inputs: readonly string[]) => readonly string[]): void {
    this.#label = node.scope === '' ? node.op : `${node.scope}/${node.op}`;
    // Several kernels of onnxruntime give empty tensors a wrong shape, so no kernel is asked for one.
    const empty = node.outputs.every(({ type }) => type.shape.includes(0));
    const outputs = empty
      ? node.outputs.map(({ type }) => this.zeros(type))
      : lowering(node.inputs.map((input) => this.nameOf(input)));
    node.outputs.forEach((value, index) => {
      const name = outputs[index];
      if (name === undefined) throw new BugError(`the lowering of ${node.op} gives ${outputs.length} outputs`);
      this.#names.set(value.id, name);
    });
  }

  /** Emits an operator with one output and gives the output's name. */
  op(opType: string, inputs: readonly string[], attributes: OnnxAttributes = {}): string {
    refuseBanned(opType, attributes);
    const output = this.#fresh();
    this.nodes.push({ opType, name: `${this.#label}:${output}`, inputs, outputs: [output], attributes });
    return output;
  }

  constant({ dtype, shape, data }: Tensor): string {
    const name = this.#fresh();
    this.initializers.push({ name, dtype, dims: shape, data });
    return name;
  }

  scalar(value: number): string {
    return this.constant({ dtype: 'float32', shape: [], data: Float32Array.of(value) });
  }

  /** An int64 list: axes, shapes, paddings. Equal lists are one constant. */
  integers(values: readonly number[]): string {
    const key = values.join(',');
    const known = this.#shapes.get(key);
    if (known !== undefined) return known;
    const name = this.#fresh();
    this.initializers.push({ name, dtype: 'int64', dims: [values.length], data: BigInt64Array.from(values, BigInt) });
    this.#shapes.set(key, name);
    return name;
  }

  /** A shape as an int64 list, computed at run time where it depends on the batch. */
  shape(shape: Shape): string {
    const fixed = shape.filter((dim) => dim !== 'batch');
    if (fixed.length === shape.length) return this.integers(fixed);
    const parts = shape.map((dim) => (dim === 'batch' ? this.#sizeOfBatch() : this.integers([dim])));
    const [only, ...others] = parts;
    return only !== undefined && others.length === 0 ? only : this.op('Concat', parts, { axis: int(0) });
  }

  zeros(type: TensorType): string {
    const value = { name: '', dtype: type.dtype, dims: [1], data: allocate(type.dtype, 1) };
    return this.op('ConstantOfShape', [this.shape(type.shape)], { value: { kind: 'tensor', value } });
  }

  reshape(name: string, shape: Shape): string {
    const places = shape.flatMap((dim, axis) => (dim === 'batch' ? [axis] : []));
    const size = shape.map((dim) => (dim === 'batch' ? -1 : dim));
    // -1 stands for what is left over, which only one dimension can be, and only if no other is 0.
    const target =
      places.length <= 1 && !(places.length === 1 && size.includes(0)) ? this.integers(size) : this.shape(shape);
    return this.op('Reshape', [name, target], size.includes(0) ? { allowzero: int(1) } : {});
  }

  /**
   * Names for a graph's outputs. ONNX wants each to be computed in the graph and to be named once, so an output that
   * is an input, a constant or another output too is copied.
   */
  outputs(named: readonly NamedValue[]): OnnxValueInfo[] {
    const taken = new Set<string>();
    const computed = new Set(this.nodes.flatMap((node) => node.outputs));
    return named.map(({ name, value }) => {
      this.#label = `output/${name}`;
      const source = this.nameOf(value);
      const unique = computed.has(source) && !taken.has(source) ? source : this.op('Identity', [source]);
      taken.add(unique);
      return { name: unique, dtype: value.type.dtype, dims: value.type.shape };
    });
  }

  #sizeOfBatch(): string {
    if (this.#batch === null) throw new BugError('a shape depends on the batch, and no input has one');
    const { value, axis } = this.#batch;
    this.#batchSize ??= this.op('Shape', [this.nameOf(value)], { start: int(axis), end: int(axis + 1) });
    return this.#batchSize;
  }

  #fresh(): string {
    this.#count += 1;
    return `t${this.#count}`;
  }
}

/** Operators of onnxruntime that corrupt silently (docs/adr/0001-one-graph-several-engines.md). */
function refuseBanned(opType: string, attributes: OnnxAttributes): void {
  if (opType === 'ScatterND') {
    throw new BugError('ScatterND is banned: with several threads its sums are wrong now and then');
  }
  const { training_mode: training } = attributes;
  if (opType === 'BatchNormalization' && training?.kind === 'int' && training.value === 1) {
    throw new BugError('BatchNormalization in training mode is banned: it overwrites its own inputs');
  }
}
