/** What is written into ONNX models, and what never may be. */
import { PbfReader } from 'pbf';
import { describe, expect, it } from 'vitest';
import { BugError } from '../../../main/base/errors.ts';
import { bindProgram } from '../../../main/engines/binding.ts';
import { GraphEmitter } from '../../../main/engines/onnxruntime/emitter.ts';
import { emitProgram } from '../../../main/engines/onnxruntime/program-model.ts';
import { encodeModel, int, OPSET, text, type OnnxGraph } from '../../../main/engines/onnxruntime/schema.ts';
import { lowerNode } from '../../../main/engines/onnxruntime/lowering/lowerings.ts';
import { GraphBuilder } from '../../../main/graph/builder.ts';
import { float32 } from '../../../main/graph/tensor.ts';
import type { Value } from '../../../main/graph/ir.ts';

describe('the emitter refuses', () => {
  const emit = new GraphEmitter('cpu');

  it('ScatterND, whose sums race', () => {
    expect(() => emit.op('ScatterND', ['data', 'indices', 'updates'], { reduction: text('add') })).toThrow(BugError);
    expect(() => emit.op('ScatterElements', ['data', 'indices', 'updates'], { reduction: text('add') })).not.toThrow();
  });

  it('BatchNormalization in training mode, which overwrites its inputs', () => {
    const inputs = ['x', 'scale', 'bias', 'mean', 'variance'];
    expect(() => emit.op('BatchNormalization', inputs, { training_mode: int(1) })).toThrow(BugError);
    expect(() => emit.op('BatchNormalization', inputs)).not.toThrow();
  });
});

function operators(target: 'cpu' | 'gpu', build: (builder: GraphBuilder, x: Value) => Value): string[] {
  const builder = new GraphBuilder();
  const x = builder.input('x', { dtype: 'float32', shape: ['batch', 4] });
  builder.output('y', build(builder, x));
  const emit = new GraphEmitter(target);
  emit.bind(x, 'x');
  const graph = builder.build();
  for (const node of graph.nodes) lowerNode(emit, node);
  emit.outputs(graph.outputs);
  return emit.nodes.map(({ opType }) => opType);
}

describe('lowers', () => {
  it('log-softmax without LogSoftmax on a GPU, where it would fall back to the CPU', () => {
    expect(operators('cpu', (b, x) => b.logSoftmax(x))).toEqual(['LogSoftmax']);
    expect(operators('gpu', (b, x) => b.logSoftmax(x))).toEqual(['ReduceMax', 'Sub', 'Exp', 'ReduceSum', 'Log', 'Sub']);
  });

  it('row sums by a product where there are few rows, by scattering where there are many', () => {
    const sums = (segments: number) => (b: GraphBuilder, x: Value) => b.segmentSum(x, b.argMax(x), segments);
    expect(operators('cpu', sums(10))).toContain('Gemm');
    expect(operators('cpu', sums(1000))).toContain('ScatterElements');
  });

  it('a reshape without computing shapes, and a broadcast over the batch with', () => {
    expect(operators('cpu', (b, x) => b.reshape(x, ['batch', 2, 2]))).toEqual(['Reshape']);
    expect(operators('cpu', (b, x) => b.broadcastTo(b.reduceSum(x), ['batch', 4]))).toEqual([
      'ReduceSum',
      'Shape',
      'Concat',
      'Expand',
    ]);
  });

  it('an output that is an input by copying it', () => {
    expect(operators('cpu', (_, x) => x)).toEqual(['Identity']);
  });
});

/** The tags of the fields of a message, with the bytes of those that are messages or text. */
function fields(bytes: Uint8Array): [tag: number, value: Uint8Array | number][] {
  return new PbfReader(bytes).readFields<[number, Uint8Array | number][]>((tag, result, pbf) => {
    result.push([tag, pbf.type === 2 ? pbf.readBytes() : pbf.readVarint()]);
  }, []);
}

const bytesOf = (message: [number, Uint8Array | number][], tag: number): Uint8Array[] =>
  message.flatMap(([found, value]) => (found === tag && typeof value !== 'number' ? [value] : []));

it('writes a model as onnx.proto numbers its fields', () => {
  const graph: OnnxGraph = {
    name: 'example',
    nodes: [{ opType: 'Neg', name: 'layer/negate', inputs: ['x'], outputs: ['y'], attributes: {} }],
    initializers: [{ name: 'c', dtype: 'int64', dims: [2], data: BigInt64Array.of(-1n, 7n) }],
    inputs: [{ name: 'x', dtype: 'float32', dims: ['batch', 4] }],
    outputs: [{ name: 'y', dtype: 'float32', dims: null }],
  };
  const model = fields(encodeModel(graph));
  expect(model.map(([tag]) => tag)).toEqual([1, 2, 7, 8]);
  expect(model[0]).toEqual([1, 8]);
  expect(fields(bytesOf(model, 8)[0] ?? new Uint8Array())).toContainEqual([2, OPSET]);
  const found = fields(bytesOf(model, 7)[0] ?? new Uint8Array());
  expect(found.map(([tag]) => tag)).toEqual([1, 2, 5, 11, 12]);
  const node = fields(bytesOf(found, 1)[0] ?? new Uint8Array());
  const decode = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
  expect([1, 2, 3, 4].map((tag) => decode(bytesOf(node, tag)[0]))).toEqual(['x', 'y', 'layer/negate', 'Neg']);
  const initializer = fields(bytesOf(found, 5)[0] ?? new Uint8Array());
  expect(initializer.filter(([tag]) => tag <= 2)).toEqual([
    [1, 2],
    [2, 7],
  ]);
  expect([...(bytesOf(initializer, 9)[0] ?? [])]).toEqual([...new Array<number>(8).fill(255), 7, 0, 0, 0, 0, 0, 0, 0]);
});

it('emits the same bytes for the same program, and the smaller model for a host`s loop', () => {
  const builder = new GraphBuilder();
  const weight = builder.input('weight', { dtype: 'float32', shape: [2] });
  const next = builder.multiply(weight, builder.constant(float32([2], [0.5, 2])));
  builder.output('weight', next);
  const program = { graph: builder.build(), state: ['weight'], resident: [] };
  const bound = bindProgram({ state: { weight: weight.type }, programs: { step: program } }, 'step');
  const scan = emitProgram(bound, 'scan', 'cpu');
  expect(emitProgram(bound, 'scan', 'cpu').bytes).toEqual(scan.bytes);
  expect(scan).toMatchObject({ counted: true, stateInputs: ['weight'], written: ['next:weight'] });
  const loop = emitProgram(bound, 'loop', 'cpu');
  expect(loop).toMatchObject({ counted: false, stateInputs: ['weight'] });
  expect(loop.bytes.length).toBeLessThan(scan.bytes.length);
});
