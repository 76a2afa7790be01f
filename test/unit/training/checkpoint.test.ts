/** Checkpoints: the safetensors format byte by byte, and files that lie. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../main/base/errors.ts';
import { float32, int32, type Tensor, type TensorMap } from '../../../main/graph/tensor.ts';
import {
  decodeCheckpoint,
  encodeCheckpoint,
  expectState,
  resumeDifferences,
} from '../../../main/training/checkpoint/checkpoint.ts';
import { decodeSafetensors, encodeSafetensors } from '../../../main/training/checkpoint/safetensors.ts';

const record = {
  epoch: 3,
  step: 9,
  seed: 7,
  graphHash: 'a',
  engine: 'onnxruntime',
  engineVersion: '1.30.0',
  lowering: 'scan',
  device: 'cpu',
  threads: 1,
  memory: {
    epochs: 9,
    best: { epoch: 2, value: 0.1 },
    reference: 0.1,
    since: 1,
    schedule: { best: 0.1, rate: 0.05 },
    learningRate: null,
    lossLimit: 1e6,
  },
};

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
  return 'nothing was thrown';
}

/** A file written by hand from the format's description, not by our encoder. */
function fileOf(header: string, body: Uint8Array, claimed = header.length): Uint8Array {
  const bytes = new Uint8Array(8 + header.length + body.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(claimed), true);
  bytes.set(new TextEncoder().encode(header), 8);
  bytes.set(body, 8 + header.length);
  return bytes;
}

describe('safetensors', () => {
  it('writes what the format describes', () => {
    const bytes = encodeSafetensors({
      tensors: { b: int32([1], [-2]), a: float32([2], [1, 0.5]) },
      metadata: { k: 'v' },
    });
    const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(headerLength % 8).toBe(0);
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)))).toEqual({
      __metadata__: { k: 'v' },
      a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
      b: { dtype: 'I32', shape: [1], data_offsets: [8, 12] },
    });
    expect([...bytes.subarray(8 + headerLength)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0x3f, 0xfe, 0xff, 0xff, 0xff]);
  });

  it('reads a file that it did not write, at any alignment', () => {
    const header = '{"x":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}}  ';
    const file = fileOf(header, Uint8Array.of(0, 0, 0x80, 0x3f));
    const shifted = new Uint8Array(file.length + 1);
    shifted.set(file, 1);
    expect(decodeSafetensors(shifted.subarray(1), 'f').tensors).toEqual({ x: float32([1, 1], [1]) });
  });

  it('gives back every bit', () => {
    const tensor = fc
      .tuple(fc.array(fc.nat(3), { maxLength: 3 }), fc.infiniteStream(fc.float()))
      .map(([shape, values]): Tensor => float32(shape, [...values.take(shape.reduce((a, b) => a * b, 1))]));
    const name = fc.string({ minLength: 1 }).filter((key) => key !== '__metadata__' && key !== '__proto__');
    fc.assert(
      fc.property(fc.dictionary(name, tensor, { noNullPrototype: true }), (tensors: TensorMap) => {
        expect(decodeSafetensors(encodeSafetensors({ tensors, metadata: {} }), 'f').tensors).toEqual(tensors);
      }),
    );
  });

  it.each([
    ['a file of 3 bytes', Uint8Array.of(1, 2, 3)],
    ['a header longer than the file', fileOf('{}', new Uint8Array(0), 4000)],
    ['a header that is no JSON', fileOf('{"x"', new Uint8Array(0))],
    ['a header of another form', fileOf('{"x":{"dtype":"F32"}}', new Uint8Array(0))],
    ['a type that we do not have', fileOf('{"x":{"dtype":"F8","shape":[0],"data_offsets":[0,0]}}', new Uint8Array(0))],
    ['bytes beyond the end', fileOf('{"x":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}}', new Uint8Array(3))],
    [
      'bytes that do not fit the shape',
      fileOf('{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,3]}}', new Uint8Array(3)),
    ],
  ])('refuses %s', (_, bytes) => {
    expect(codeOf(() => decodeSafetensors(bytes, 'f'))).toBe('training.safetensorsBroken');
  });
});

describe('checkpoint', () => {
  it('keeps state and record', () => {
    const checkpoint = { state: { 'parameters/dense_1/kernel': float32([2, 1], [1, 2]) }, record };
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint), 'f')).toEqual(checkpoint);
  });

  it('tells a foreign file from its own', () => {
    const foreign = encodeSafetensors({ tensors: {}, metadata: { format: 'pt' } });
    expect(codeOf(() => decodeCheckpoint(foreign, 'f'))).toBe('training.notACheckpoint');
  });

  it('refuses, as something that a person can act on, a state of other tensors', () => {
    const kernel = 'parameters/dense_1/kernel';
    const types = {
      [kernel]: { dtype: 'float32', shape: [2, 1] },
      'optimizer/squareWeight': { dtype: 'float32', shape: [] },
    } as const;
    const squares = { 'optimizer/squareWeight': float32([], [1]) };
    expect(() => {
      expectState({ [kernel]: float32([2, 1], [1, 2]), ...squares }, types, 'f');
    }).not.toThrow();
    // As Adam's checkpoints were before its means were sums.
    expect(
      codeOf(() => {
        expectState({ [kernel]: float32([2, 1], [1, 2]) }, types, 'f');
      }),
    ).toBe('training.checkpointMismatch');
    expect(
      codeOf(() => {
        expectState({ [kernel]: float32([1, 2], [1, 2]), ...squares }, types, 'f');
      }),
    ).toBe('training.checkpointMismatch');
  });

  it('names what stands in the way of equal bits', () => {
    expect(resumeDifferences(record, record)).toEqual([]);
    expect(resumeDifferences(record, { ...record, threads: 2, lowering: 'loop' })).toEqual(['lowering', 'threads']);
  });
});
