/**
 * A program as an ONNX model. A chunk of steps is one Scan that carries the state; on WebGPU, where a Scan would take
 * the state through the host at every step, the model is one step and the host repeats it.
 */
import { GraphEmitter, type LoweringTarget } from './emitter.ts';
import { lowerNode } from './lowering/lowerings.ts';
import { encodeModel, int, type OnnxGraph, type OnnxValueInfo } from './schema.ts';
import type { BoundProgram } from '../binding.ts';
import type { NamedValue } from '../../graph/ir.ts';

export type Stepping = 'scan' | 'loop';

export interface ProgramModel {
  readonly bytes: Uint8Array;
  /** Names of the model's outputs, in the order of the program's written state and of its results. */
  readonly written: readonly string[];
  readonly results: readonly string[];
  /** State that the model takes in: what it reads, and on the CPU also what it carries from step to step. */
  readonly stateInputs: readonly string[];
  /** Whether the model wants `steps`, a tensor whose length says how often to run a program that is fed nothing. */
  readonly counted: boolean;
}

/** Name of the input that counts the steps where nothing that is fed does. */
export const COUNTER = '#steps';

/** @param block channels in a block, where the runtime can compute in blocks (`blocked/`) */
export function emitProgram(
  bound: BoundProgram,
  stepping: Stepping,
  target: LoweringTarget,
  block: number | null = null,
): ProgramModel {
  const emit = new GraphEmitter(target, block);
  emit.blocked.countUses(bound.program.graph);
  return stepping === 'scan' ? emitScan(bound, emit) : emitStep(bound, emit);
}

function emitStep(bound: BoundProgram, emit: GraphEmitter): ProgramModel {
  for (const { name, value } of [...bound.fed, ...bound.read, ...bound.resident]) emit.bind(value, name);
  const graph = bound.program.graph;
  for (const node of graph.nodes) lowerNode(emit, node);
  const outputs = emit.outputs([...bound.written, ...bound.results]);
  const names = outputs.map(({ name }) => name);
  return {
    bytes: encodeModel(
      {
        name: bound.name,
        nodes: emit.nodes,
        initializers: emit.initializers,
        inputs: graph.inputs.map((input) => infoOf(input)),
        outputs,
      },
      emit.usesBlocks,
    ),
    written: names.slice(0, bound.written.length),
    results: names.slice(bound.written.length),
    stateInputs: bound.read.map(({ name }) => name),
    counted: false,
  };
}

function emitScan(bound: BoundProgram, emit: GraphEmitter): ProgramModel {
  const { graph } = bound.program;
  const inBody = (name: string): string => `body:${name}`;
  const writtenNames = new Set(bound.written.map(({ name }) => name));
  const captured = [...bound.read.filter(({ name }) => !writtenNames.has(name)), ...bound.resident];
  for (const { name, value } of bound.fed) emit.bind(value, inBody(name));
  for (const { name, value } of bound.read) emit.bind(value, writtenNames.has(name) ? inBody(name) : name);
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
  const written = bound.written.map(({ name }) => `next:${name}`);
  const results = bound.results.map(({ name }) => `result:${name}`);
  const stacked = (info: OnnxValueInfo): OnnxValueInfo => ({ ...info, dims: ['steps', ...(info.dims ?? [])] });
  return {
    bytes: encodeModel(
      {
        name: bound.name,
        nodes: [
          {
            opType: 'Scan',
            name: bound.name,
            inputs: [...carried, ...scanned].map(({ name }) => name),
            outputs: [...written, ...results],
            attributes: { body: { kind: 'graph', value: body }, num_scan_inputs: int(scanned.length) },
          },
        ],
        initializers: [],
        inputs: [...carried, ...scanned.map(stacked), ...captured.map((input) => infoOf(input))],
        outputs: [
          ...bound.written.map((state, index) => ({ ...infoOf(state), name: written[index] ?? state.name })),
          ...bound.results.map((result, index) => ({
            ...stacked(infoOf(result)),
            name: results[index] ?? result.name,
          })),
        ],
      },
      emit.usesBlocks,
    ),
    written,
    results,
    stateInputs: [...new Set([...bound.written, ...bound.read].map(({ name }) => name))],
    counted,
  };
}

function infoOf({ name, value }: NamedValue): OnnxValueInfo {
  return { name, dtype: value.type.dtype, dims: value.type.shape };
}
