/** Collects the nodes and constants of one ONNX graph while ops are lowered into it. */
import { BugError } from '../../base/errors.ts';
import {
  BLOCKED_DOMAIN,
  int,
  type OnnxAttributes,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
} from './schema.ts';
import { BlockedValues } from './blocked/blocked-values.ts';
import type { NamedValue, Node, Value } from '../../graph/ir.ts';
import { allocate, type Dim, type Shape, type Tensor, type TensorType } from '../../graph/tensor.ts';

/** Which kernels will run the graph: some ops have another best form, or the only form, on a GPU. */
export type LoweringTarget = 'cpu' | 'gpu';

export class GraphEmitter {
  readonly target: LoweringTarget;
  /** Into how many channels a block goes where values may lie in blocks (`blocked/`), else null. */
  readonly block: number | null;
  /** Values that lie in blocks; a value may have a name there, one here, or both. */
  readonly blocked: BlockedValues;
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];
  readonly #names = new Map<number, string>();
  readonly #shapes = new Map<string, string>();
  #batch: { readonly value: Value; readonly axis: number } | null = null;
  #batchSize: string | null = null;
  #label = '';
  #count = 0;

  constructor(target: LoweringTarget, block: number | null = null) {
    this.target = target;
    this.block = block;
    this.blocked = new BlockedValues(this);
  }

  /** Whether there are nodes of `BLOCKED_DOMAIN`. */
  get usesBlocks(): boolean {
    return this.nodes.some(({ domain }) => domain === BLOCKED_DOMAIN);
  }

  /** Says under what name a value that is not computed here is to be found. */
  bind(value: Value, name: string): void {
    this.#names.set(value.id, name);
    const axis = value.type.shape.indexOf('batch');
    if (this.#batch === null && axis >= 0) this.#batch = { value, axis };
  }

  nameOf(value: Value): string {
    const name = this.#names.get(value.id) ?? this.blocked.takeApart(value);
    this.#names.set(value.id, name);
    return name;
  }

  /** Lowers one node: what is emitted meanwhile bears its name. The lowering names the inputs that it reads. */
  lower(node: Node, lowering: () => readonly string[]): void {
    this.startNode(node);
    // Several kernels of onnxruntime give empty tensors a wrong shape, so no kernel is asked for one.
    const empty = node.outputs.every(({ type }) => type.shape.includes(0));
    const outputs = empty ? node.outputs.map(({ type }) => this.zeros(type)) : lowering();
    node.outputs.forEach((value, index) => {
      const name = outputs[index];
      if (name === undefined) throw new BugError(`the lowering of ${node.op} gives ${outputs.length} outputs`);
      this.#names.set(value.id, name);
    });
  }

  /** Lowers a node whose output is computed in blocks. */
  lowerBlocked(node: Node, lowering: () => string): void {
    this.startNode(node);
    const [output] = node.outputs;
    if (output === undefined) throw new BugError(`${node.op} has no output`);
    this.blocked.bind(output, lowering());
  }

  /** What is emitted from here on bears the node's name. */
  startNode({ op, scope }: Node): void {
    this.#label = scope === '' ? op : `${scope}/${op}`;
  }

  get label(): string {
    return this.#label;
  }

  withLabel<Result>(label: string, emit: () => Result): Result {
    const before = this.#label;
    this.#label = label;
    const result = emit();
    this.#label = before;
    return result;
  }

  /** Emits an operator with one output and gives the output's name. */
  op(opType: string, inputs: readonly string[], attributes: OnnxAttributes = {}): string {
    refuseBanned(opType, attributes);
    return this.#emit({ opType, inputs, attributes });
  }

  /** The same for an operator of `BLOCKED_DOMAIN`. */
  blockedOp(opType: string, inputs: readonly string[], attributes: OnnxAttributes = {}): string {
    return this.#emit({ opType, domain: BLOCKED_DOMAIN, inputs, attributes });
  }

  /** Emits an operator with two outputs and gives their names. */
  opWithTwo(opType: string, inputs: readonly string[], attributes: OnnxAttributes = {}): readonly [string, string] {
    refuseBanned(opType, attributes);
    const second = this.#fresh();
    return [this.#emit({ opType, inputs, attributes }, [second]), second];
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

  /** How many elements a shape has, as a float32 scalar. */
  elementCount(shape: Shape): string {
    const known = shape.reduce<number>((product, dim) => (dim === 'batch' ? product : product * dim), 1);
    return shape.reduce<string>((count, dim) => {
      if (dim !== 'batch') return count;
      const batch = this.op('Cast', [this.op('Squeeze', [this.#sizeOfBatch()])], { to: int(1) });
      return this.op('Mul', [count, batch]);
    }, this.scalar(known));
  }

  zeros({ dtype, shape }: TensorType): string {
    return this.#filled(shape, { dtype, data: allocate(dtype, 1) });
  }

  /** A float32 tensor that has one value everywhere. */
  filled(shape: Shape, value: number): string {
    return this.#filled(shape, { dtype: 'float32', data: Float32Array.of(value) });
  }

  reshape(name: string, shape: Shape): string {
    const places = shape.flatMap((dim, axis) => (dim === 'batch' ? [axis] : []));
    const size = shape.map((dim) => (dim === 'batch' ? -1 : dim));
    // -1 stands for what is left over, which only one dimension can be, and only if no other is 0.
    const target =
      places.length <= 1 && !(places.length === 1 && size.includes(0)) ? this.integers(size) : this.shape(shape);
    return this.op('Reshape', [name, target], size.includes(0) ? { allowzero: int(1) } : {});
  }

  /** How many rows a batch lacks to be a multiple of `size`, int64 [1]. */
  paddingOfBatch(batch: Dim, size: number): string {
    if (batch !== 'batch') return this.integers([(size - (batch % size)) % size]);
    return this.op('Mod', [this.op('Neg', [this.#sizeOfBatch()]), this.integers([size])]);
  }

  /**
   * Names for a graph's outputs. ONNX wants each to be computed in the graph and to be named once, so an output that
   * is an input, a constant or another output too is copied.
   */
  outputs(named: readonly NamedValue[]): OnnxValueInfo[] {
    const taken = new Set<string>();
    const sources = named.map(({ name, value }) => {
      this.#label = `output/${name}`;
      return this.nameOf(value);
    });
    const computed = new Set(this.nodes.flatMap((node) => node.outputs));
    return named.map(({ name, value }, index) => {
      this.#label = `output/${name}`;
      const source = sources[index] ?? '';
      const unique = computed.has(source) && !taken.has(source) ? source : this.op('Identity', [source]);
      taken.add(unique);
      return { name: unique, dtype: value.type.dtype, dims: value.type.shape };
    });
  }

  #filled(shape: Shape, element: Pick<Tensor, 'dtype' | 'data'>): string {
    const value = { name: '', dims: [1], ...element };
    return this.op('ConstantOfShape', [this.shape(shape)], { value: { kind: 'tensor', value } });
  }

  /** Gives the name of the first output; those of others are given. */
  #emit(node: Omit<OnnxNode, 'name' | 'outputs'>, others: readonly string[] = []): string {
    const output = this.#fresh();
    this.nodes.push({ ...node, name: `${this.#label}:${output}`, outputs: [output, ...others] });
    return output;
  }

  /** Number of rows in the batch, int64 [1]. */
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
