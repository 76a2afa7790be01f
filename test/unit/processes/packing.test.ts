/** Messages keep their typed arrays, bit for bit, wherever those lie. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pack, unpack } from '../../../main/processes/packing.ts';

function overTheWire(value: unknown): unknown {
  const packed = pack(value);
  const body = new Uint8Array(Buffer.concat(packed.pieces));
  return unpack(JSON.parse(JSON.stringify(packed.value)), packed.arrays, body);
}

const arrays = fc.oneof(
  fc.uint8Array(),
  fc.int8Array(),
  fc.uint16Array(),
  fc.int32Array(),
  fc.float32Array(),
  fc.float64Array(),
  fc.bigInt64Array(),
);

const messages = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    arrays,
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('node'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).node;

describe('packing', () => {
  test('gives the message back', () => {
    fc.assert(
      fc.property(messages, (message) => {
        expect(overTheWire(message)).toEqual(message);
      }),
    );
  });

  test('keeps NaN, infinities and the sign of zero inside arrays', () => {
    const values = Float64Array.of(NaN, Infinity, -Infinity, -0, 0.1);
    const received = overTheWire({ loss: values }) as { loss: Float64Array };
    expect([...received.loss].map((value, index) => Object.is(value, values[index]))).toEqual(Array(5).fill(true));
  });

  test('copies: what the sender changes afterwards is not sent', () => {
    const values = Int32Array.of(1, 2, 3);
    const packed = pack(values);
    values.fill(9);
    expect(unpack(packed.value, packed.arrays, new Uint8Array(Buffer.concat(packed.pieces)))).toEqual(
      Int32Array.of(1, 2, 3),
    );
  });

  test.each([
    ['NaN', { epochs: [{ loss: NaN }] }, /NaN at epochs\.0\.loss/],
    ['a date', { when: new Date(0) }, /Date at when/],
    ['a map', new Map(), /Map/],
  ])('%s outside an array is a bug', (_, value, message) => {
    expect(() => pack(value)).toThrow(message);
  });

  test.each([
    ['outside the body', { path: ['x'], kind: 'Float64Array', offset: 0, length: 3 }],
    ['not aligned', { path: ['x'], kind: 'Uint8Array', offset: 1, length: 1 }],
    ['nowhere', { path: ['y', 'z'], kind: 'Uint8Array', offset: 0, length: 1 }],
    ['in a prototype', { path: ['__proto__', 'x'], kind: 'Uint8Array', offset: 0, length: 1 }],
  ] as const)('an array %s is refused', (_, entry) => {
    expect(() => unpack({ x: null }, [{ ...entry, path: [...entry.path] }], new Uint8Array(16))).toThrow(/array/);
  });
});
