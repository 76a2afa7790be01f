/** Which values of a graph lie in blocks and under what name, and convolutions that are not emitted yet. */
import { BugError } from '../../../base/errors.ts';
import { dataTypes, int, text, type OnnxAttributes } from '../schema.ts';
import type { Graph, Value } from '../../../graph/ir.ts';
import type { GraphEmitter } from '../emitter.ts';

/**
 * A convolution that waits to be emitted, for the runtime adds a bias for each channel and another tensor, and rectifies,
 * while it computes: what follows may become part of it and spare a pass over memory.
 */
export interface PendingConvolution {
  readonly source: string;
  readonly filter: string;
  readonly attributes: OnnxAttributes;
  /** `[channels]`. */
  readonly bias: string | null;
  /** In blocks, of the output's shape. */
  readonly sum: string | null;
  readonly rectified: boolean;
}

export class BlockedValues {
  readonly #emit: GraphEmitter;
  readonly #names = new Map<number, string>();
  /** Values that were computed in blocks, not brought there. */
  readonly #computed = new Set<number>();
  readonly #pending = new Map<number, PendingConvolution & { readonly label: string }>();
  readonly #uses = new Map<number, number>();

  constructor(emit: GraphEmitter) {
    this.#emit = emit;
  }

  /** Without it, no convolution waits for what follows. */
  countUses({ nodes, outputs }: Graph): void {
    for (const { id } of [...nodes.flatMap(({ inputs }) => inputs), ...outputs.map(({ value }) => value)]) {
      this.#uses.set(id, (this.#uses.get(id) ?? 0) + 1);
    }
  }

  /** Whether a value was computed in blocks, so that computing with it in blocks spares a copy. */
  has(value: Value): boolean {
    return this.#computed.has(value.id);
  }

  bind(value: Value, name: string): void {
    this.#names.set(value.id, name);
    this.#computed.add(value.id);
  }

  defer(value: Value, convolution: PendingConvolution): void {
    this.#pending.set(value.id, { ...convolution, label: this.#emit.label });
    this.#computed.add(value.id);
  }

  /** The convolution whose value this is, if it waits and nothing but the node at hand uses it. */
  pending(value: Value): PendingConvolution | null {
    return this.#uses.get(value.id) === 1 ? (this.#pending.get(value.id) ?? null) : null;
  }

  /** A value `[batch, channels, height, width]`, whose channels fill whole blocks, in blocks. */
  nameOf(value: Value): string {
    const name =
      this.#names.get(value.id) ??
      this.#emitPending(value) ??
      this.#asFloats(value, this.#emit.nameOf(value), (floats) => this.#emit.blockedOp('ReorderInput', [floats]));
    this.#names.set(value.id, name);
    return name;
  }

  /** The plain form of a value that was computed in blocks. */
  takeApart(value: Value): string {
    if (!this.has(value)) throw new BugError(`value ${value.id} is used before it is emitted`);
    const channels = int(Number(value.type.shape[1]));
    return this.#asFloats(value, this.nameOf(value), (floats) =>
      this.#emit.blockedOp('ReorderOutput', [floats], { channels }),
    );
  }

  #emitPending(value: Value): string | null {
    const waiting = this.#pending.get(value.id);
    if (waiting === undefined) return null;
    this.#pending.delete(value.id);
    const { source, filter, attributes, bias, sum, rectified, label } = waiting;
    const inputs = [
      source,
      filter,
      ...(bias === null && sum === null ? [] : [bias ?? '']),
      ...(sum === null ? [] : [sum]),
    ];
    return this.#emit.withLabel(label, () =>
      this.#emit.blockedOp('Conv', inputs, { ...attributes, ...(rectified ? { activation: text('Relu') } : {}) }),
    );
  }

  /** What changes the form knows only floats. */
  #asFloats({ type: { dtype } }: Value, name: string, change: (floats: string) => string): string {
    if (dtype === 'float32') return change(name);
    const changed = change(this.#emit.op('Cast', [name], { to: int(dataTypes.float32) }));
    return this.#emit.op('Cast', [changed], { to: int(dataTypes[dtype]) });
  }
}
