/**
 * A program as an ONNX model. A chunk of steps is one Scan that carries the state; on WebGPU, where a Scan would take
 * the state through the host at every step, the model is one step and the host repeats it.
 */
import { emitChunk, infoOf } from './chunk-model.ts';
import { GraphEmitter, type LoweringTarget } from './emitter.ts';
import { lowerNode } from './lowering/lowerings.ts';
import { encodeModel } from './schema.ts';
import type { BoundProgram } from '../binding.ts';

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
  const scan = emitChunk(bound, emit, { prefix: '', current: new Map(), batch: 'batch' });
  const { carried, scanned, captured, written, results, node } = scan;
  return {
    bytes: encodeModel(
      {
        name: bound.name,
        nodes: [node],
        initializers: [],
        inputs: [...carried, ...scanned, ...captured],
        outputs: [...written, ...results],
      },
      emit.usesBlocks,
    ),
    written: written.map(({ name }) => name),
    results: results.map(({ name }) => name),
    stateInputs: [...new Set([...bound.written, ...bound.read].map(({ name }) => name))],
    counted: bound.fed.length === 0,
  };
}
