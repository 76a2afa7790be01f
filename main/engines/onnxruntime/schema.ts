/** The few messages of the ONNX format that are written here, and their encoding (github.com/onnx/onnx, onnx.proto). */
import { PbfWriter } from 'pbf';
import type { DType, TensorData } from '../../graph/tensor.ts';

/** Version of the operators' meaning. 17 keeps the axes of ReduceMax an attribute. */
export const OPSET = 17;
/** Version of the file format that goes with it. */
const IR_VERSION = 8;

/** onnxruntime's operators on tensors whose channels lie in blocks. They are its own affair: see `blocked/`. */
export const BLOCKED_DOMAIN = 'com.microsoft.nchwc';

/** TensorProto.DataType. `int64` is only for shapes and axes: the graph's own integers are int32. */
export const dataTypes = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 } as const satisfies Record<
  DType | 'int64',
  number
>;

export type OnnxDType = keyof typeof dataTypes;

export interface OnnxTensor {
  readonly name: string;
  readonly dtype: OnnxDType;
  readonly dims: readonly number[];
  readonly data: TensorData | BigInt64Array;
}

export type OnnxAttribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'tensor'; readonly value: OnnxTensor }
  | { readonly kind: 'graph'; readonly value: OnnxGraph };

export type OnnxAttributes = Readonly<Record<string, OnnxAttribute>>;

export interface OnnxNode {
  readonly opType: string;
  /** Whose operator it is; ONNX's own where none is named. */
  readonly domain?: typeof BLOCKED_DOMAIN;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: OnnxAttributes;
}

/** A named input or output; a dimension that is a string is symbolic, and `null` says nothing about the shape. */
export interface OnnxValueInfo {
  readonly name: string;
  readonly dtype: OnnxDType;
  readonly dims: readonly (number | string)[] | null;
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
}

export const int = (value: number): OnnxAttribute => ({ kind: 'int', value });
export const ints = (value: readonly number[]): OnnxAttribute => ({ kind: 'ints', value });
export const text = (value: string): OnnxAttribute => ({ kind: 'string', value });

/** A ModelProto around one graph; `blocked` says that nodes of `BLOCKED_DOMAIN` are in it. */
export function encodeModel(graph: OnnxGraph, blocked = false): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, IR_VERSION);
  pbf.writeStringField(2, 'athanor');
  pbf.writeMessage(7, writeGraph, graph);
  pbf.writeMessage(8, writeOpset, { domain: '', version: OPSET });
  if (blocked) pbf.writeMessage(8, writeOpset, { domain: BLOCKED_DOMAIN, version: 1 });
  return pbf.finish();
}

function writeOpset(opset: { readonly domain: string; readonly version: number }, pbf: PbfWriter): void {
  pbf.writeStringField(1, opset.domain);
  pbf.writeVarintField(2, opset.version);
}

function writeGraph(graph: OnnxGraph, pbf: PbfWriter): void {
  for (const node of graph.nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, graph.name);
  for (const initializer of graph.initializers) pbf.writeMessage(5, writeTensor, initializer);
  for (const input of graph.inputs) pbf.writeMessage(11, writeValueInfo, input);
  for (const output of graph.outputs) pbf.writeMessage(12, writeValueInfo, output);
}

function writeNode(node: OnnxNode, pbf: PbfWriter): void {
  for (const input of node.inputs) pbf.writeStringField(1, input);
  for (const output of node.outputs) pbf.writeStringField(2, output);
  pbf.writeStringField(3, node.name);
  pbf.writeStringField(4, node.opType);
  if (node.domain !== undefined) pbf.writeStringField(7, node.domain);
  for (const attribute of Object.entries(node.attributes)) pbf.writeMessage(5, writeAttribute, attribute);
}

/** Fields of AttributeProto: 3 int, 4 string, 5 tensor, 6 graph, 8 ints; 20 says which of them it is. */
function writeAttribute([name, attribute]: readonly [string, OnnxAttribute], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  switch (attribute.kind) {
    case 'int':
      pbf.writeVarintField(3, attribute.value);
      pbf.writeVarintField(20, 2);
      return;
    case 'string':
      pbf.writeStringField(4, attribute.value);
      pbf.writeVarintField(20, 3);
      return;
    case 'tensor':
      pbf.writeMessage(5, writeTensor, attribute.value);
      pbf.writeVarintField(20, 4);
      return;
    case 'graph':
      pbf.writeMessage(6, writeGraph, attribute.value);
      pbf.writeVarintField(20, 5);
      return;
    case 'ints':
      for (const value of attribute.value) pbf.writeVarintField(8, value);
      pbf.writeVarintField(20, 7);
      return;
    default:
      attribute satisfies never;
  }
}

function writeTensor({ name, dtype, dims, data }: OnnxTensor, pbf: PbfWriter): void {
  for (const dim of dims) pbf.writeVarintField(1, dim);
  pbf.writeVarintField(2, dataTypes[dtype]);
  pbf.writeStringField(8, name);
  // Raw data is little-endian, as is every machine that onnxruntime-node is built for.
  pbf.writeBytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function writeValueInfo(info: OnnxValueInfo, pbf: PbfWriter): void {
  pbf.writeStringField(1, info.name);
  pbf.writeMessage(2, writeType, info);
}

function writeType(info: OnnxValueInfo, pbf: PbfWriter): void {
  pbf.writeMessage(1, writeTensorType, info);
}

function writeTensorType({ dtype, dims }: OnnxValueInfo, pbf: PbfWriter): void {
  pbf.writeVarintField(1, dataTypes[dtype]);
  if (dims !== null) pbf.writeMessage(2, writeShape, dims);
}

function writeShape(dims: readonly (number | string)[], pbf: PbfWriter): void {
  for (const dim of dims) pbf.writeMessage(1, writeDimension, dim);
}

function writeDimension(dim: number | string, pbf: PbfWriter): void {
  if (typeof dim === 'number') pbf.writeVarintField(1, dim);
  else pbf.writeStringField(2, dim);
}
