/** A chunk of a program's steps as one Scan that carries the state. */
import type { GraphEmitter } from './emitter.ts';
import { lowerNode } from './lowering/lowerings.ts';
import { int, type OnnxGraph, type OnnxNode, type OnnxValueInfo } from './schema.ts';
import type { BoundProgram } from '../binding.ts';
import type { NamedValue } from '../../graph/ir.ts';

/** Name of the input that counts the steps where nothing that is fed does. */
export const COUNTER = '#steps';

/** Where a chunk stands among others in one graph. */
export interface ChunkPlace {
  /** Before the names of what it is fed and what it gives. */
  readonly prefix: string;
  /** Names of state that earlier chunks have written. */
  readonly current: ReadonlyMap<string, string>;
  /** Name of its batch dimension. */
  readonly batch: string;
}

/** A Scan over the steps of a chunk, and what it takes and gives. */
export interface Chunk {
  readonly node: OnnxNode;
  readonly carried: readonly OnnxValueInfo[];
  readonly scanned: readonly OnnxValueInfo[];
  /** Read from around the Scan: state that the program does not write, and resident tensors. */
  readonly captured: readonly OnnxValueInfo[];
  readonly written: readonly OnnxValueInfo[];
  readonly results: readonly OnnxValueInfo[];
}

export function emitChunk(bound: BoundProgram, emit: GraphEmitter, { prefix, current, batch }: ChunkPlace): Chunk {
  const { graph } = bound.program;
  const inBody = (name: string): string => `${prefix}body:${name}`;
  const around = (name: string): string => current.get(name) ?? name;
  const writtenNames = new Set(bound.written.map(({ name }) => name));
  const captured = [...bound.read.filter(({ name }) => !writtenNames.has(name)), ...bound.resident];
  for (const { name, value } of bound.fed) emit.bind(value, inBody(name));
  for (const { name, value } of bound.read) emit.bind(value, writtenNames.has(name) ? inBody(name) : around(name));
  for (const { name, value } of bound.resident) emit.bind(value, name);
  for (const node of graph.nodes) lowerNode(emit, node);
  const counted = bound.fed.length === 0;
  const counter: OnnxValueInfo = { name: COUNTER, dtype: 'float32', dims: [] };
  const carried = bound.written.map((state) => infoOf(state));
  const scanned = counted ? [counter] : bound.fed.map((input) => infoOf(input));

  const outputs = emit.outputs([...bound.written, ...bound.results]);
  const body: OnnxGraph = {
    name: `${bound.name}-step`,
    nodes: emit.nodes,
    initializers: emit.initializers,
    inputs: [...carried, ...scanned].map((info) => ({ ...info, name: inBody(info.name) })),
    outputs,
  };
  const stacked = ({ dtype, dims }: OnnxValueInfo, name: string): OnnxValueInfo => ({
    name,
    dtype,
    dims: ['steps', ...(dims ?? [])].map((dim) => (dim === 'batch' ? batch : dim)),
  });
  const fed = scanned.map((info) => stacked(info, info === counter ? COUNTER : `${prefix}${info.name}`));
  const written = carried.map((info) => ({ ...info, name: `${prefix}next:${info.name}` }));
  const results = bound.results.map((result) => stacked(infoOf(result), `${prefix}result:${result.name}`));
  return {
    node: {
      opType: 'Scan',
      name: `${prefix}${bound.name}`,
      inputs: [...carried.map(({ name }) => around(name)), ...fed.map(({ name }) => name)],
      outputs: [...written, ...results].map(({ name }) => name),
      attributes: { body: { kind: 'graph', value: body }, num_scan_inputs: int(fed.length) },
    },
    carried,
    scanned: fed,
    captured: captured.map((input) => infoOf(input)),
    written,
    results,
  };
}

export function infoOf({ name, value }: NamedValue): OnnxValueInfo {
  return { name, dtype: value.type.dtype, dims: value.type.shape };
}
