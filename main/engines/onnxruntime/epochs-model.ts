/** Whole epochs as one Scan over their chunks, each a Scan itself: for data so small that calls would outweigh the work. */
import { emitChunk, infoOf } from './chunk-model.ts';
import type { GraphEmitter } from './emitter.ts';
import { encodeModel, int, type OnnxGraph, type OnnxNode, type OnnxValueInfo } from './schema.ts';
import type { BoundProgram } from '../binding.ts';
import type { EpochsOptions } from '../../graph/engine.ts';

export interface EpochsModel {
  readonly bytes: Uint8Array;
  /** State that is taken in, and the outputs that have it after the last epoch and, where asked, after each. */
  readonly state: readonly { readonly name: string; readonly last: string; readonly after: string | null }[];
  readonly captured: readonly string[];
  /** By chunk: what it is fed and what it gives, by their names in its program. */
  readonly chunks: readonly {
    readonly feeds: Readonly<Record<string, string>>;
    readonly results: Readonly<Record<string, string>>;
  }[];
}

/**
 * Each chunk's programs read the state as those before it left it. `chunks` must be fed something; each has a batch size
 * of its own. `newEmitter` gives an empty emitter for each.
 */
export function emitEpochs(
  chunks: readonly BoundProgram[],
  { states }: EpochsOptions,
  newEmitter: () => GraphEmitter,
): EpochsModel {
  const state = new Map(chunks.flatMap(({ written }) => written.map((one) => [one.name, infoOf(one)] as const)));
  const inEpoch = (name: string): string => `epoch:${name}`;
  const current = new Map([...state.keys()].map((name) => [name, inEpoch(name)]));
  let usesBlocks = false;
  const parts = chunks.map((bound, index) => {
    const emit = newEmitter();
    emit.blocked.countUses(bound.program.graph);
    const chunk = emitChunk(bound, emit, { prefix: `${index}:`, current, batch: `batch${index}` });
    chunk.carried.forEach(({ name }, place) => current.set(name, chunk.written[place]?.name ?? name));
    usesBlocks ||= emit.usesBlocks;
    return chunk;
  });
  const carried = [...state.values()];
  const scanned = parts.flatMap((part) => part.scanned);
  const results = parts.flatMap((part) => part.results);
  const captured = new Map(
    parts.flatMap((part) => part.captured.filter(({ name }) => !state.has(name)).map((info) => [info.name, info])),
  );
  const epochDims = (info: OnnxValueInfo): OnnxValueInfo => ({ ...info, dims: ['epochs', ...(info.dims ?? [])] });
  // ONNX wants an output to be computed in the graph, and to be named once: the state is both carried and kept.
  const ends = carried.map(({ name }) => current.get(name) ?? name);
  const kept = states ? carried.map((info) => ({ ...info, name: `kept:${info.name}` })) : [];
  const body: OnnxGraph = {
    name: 'epoch',
    nodes: [
      ...parts.map(({ node }) => node),
      ...kept.map(({ name }, index) => ({
        opType: 'Identity',
        name: `keep:${name}`,
        inputs: [ends[index] ?? ''],
        outputs: [name],
        attributes: {},
      })),
    ],
    initializers: [],
    inputs: [...carried.map((info) => ({ ...info, name: inEpoch(info.name) })), ...scanned],
    outputs: [...carried.map((info, index) => ({ ...info, name: ends[index] ?? '' })), ...kept, ...results],
  };
  const outer = (name: string): string => `epochs:${name}`;
  const last = carried.map((info) => ({ ...info, name: outer(`last:${info.name}`) }));
  const after = kept.map((info) => ({ ...epochDims(info), name: outer(info.name) }));
  const given = results.map((info) => ({ ...epochDims(info), name: outer(info.name) }));
  const node: OnnxNode = {
    opType: 'Scan',
    name: 'epochs',
    inputs: [...carried, ...scanned].map(({ name }, index) => (index < carried.length ? name : outer(name))),
    outputs: [...last, ...after, ...given].map(({ name }) => name),
    attributes: { body: { kind: 'graph', value: body }, num_scan_inputs: int(scanned.length) },
  };
  return {
    bytes: encodeModel(
      {
        name: 'epochs',
        nodes: [node],
        initializers: [],
        inputs: [
          ...carried,
          ...scanned.map((info) => ({ ...epochDims(info), name: outer(info.name) })),
          ...captured.values(),
        ],
        outputs: [...last, ...after, ...given],
      },
      usesBlocks,
    ),
    state: carried.map(({ name }, index) => ({
      name,
      last: last[index]?.name ?? '',
      after: after[index]?.name ?? null,
    })),
    captured: [...captured.keys()],
    chunks: chunks.map((bound, index) => ({
      feeds: Object.fromEntries(bound.fed.map(({ name }) => [name, outer(`${index}:${name}`)])),
      results: Object.fromEntries(bound.results.map(({ name }) => [name, outer(`${index}:result:${name}`)])),
    })),
  };
}
