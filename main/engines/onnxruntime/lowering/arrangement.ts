/** Ops that move elements without computing with them, and those that address rows by number. */
import { elementCount } from '../../../graph/tensor.ts';
import { int, ints, text } from '../schema.ts';
import { oneHot } from './one-hot.ts';
import type { Lowerings } from './lowering.ts';

type ArrangementName =
  | 'broadcastTo'
  | 'concat'
  | 'constant'
  | 'gather'
  | 'oneHot'
  | 'pad'
  | 'reshape'
  | 'segmentSum'
  | 'slice'
  | 'transpose';

/** Up to here a product with one-hot rows beats scattering (measured: 0.8 against 4.6 ms for 65 segments). */
const LARGEST_ONE_HOT_SUM = 256;

export const arrangementLowerings: Lowerings<ArrangementName> = {
  constant: (emit, _, { attributes: { tensor } }) => [emit.constant(tensor)],
  reshape: (emit, [input], { attributes: { shape } }) => [emit.reshape(input, shape)],

  broadcastTo: (emit, [input], { inputs: [value], attributes: { shape } }) => {
    if (emit.target === 'cpu' || value?.type.dtype !== 'uint8') return [emit.op('Expand', [input, emit.shape(shape)])];
    // WebGPU takes bytes here and then fails.
    const wide = emit.op('Cast', [input], { to: int(1) });
    return [emit.op('Cast', [emit.op('Expand', [wide, emit.shape(shape)])], { to: int(2) })];
  },

  transpose: (emit, [input], { attributes: { permutation } }) => [
    emit.op('Transpose', [input], { perm: ints(permutation) }),
  ],
  concat: (emit, inputs, { attributes: { axis } }) => [emit.op('Concat', inputs, { axis: int(axis) })],
  gather: (emit, [table, indices]) => [emit.op('Gather', [table, indices], { axis: int(0) })],

  slice: (emit, [input], { attributes: { axis, start, end } }) => [
    emit.op('Slice', [input, emit.integers([start]), emit.integers([end]), emit.integers([axis])]),
  ],

  pad: (emit, [input], { attributes: { before, after } }) => [
    // Pad has no kernel for scalars.
    before.length === 0 ? input : emit.op('Pad', [input, emit.integers([...before, ...after])]),
  ],

  oneHot: (emit, [indices], { inputs: [value], attributes: { depth } }) => [
    oneHot(emit, indices, value?.type.shape ?? [], depth),
  ],

  // Never ScatterND: with several threads its sums are wrong now and then.
  segmentSum: (emit, [values, indices], { outputs: [output], attributes: { segments } }) => {
    const shape = output?.type.shape ?? [];
    const rest = shape.slice(1);
    const width = elementCount(rest.map(Number));
    const rows = emit.op('Reshape', [values, emit.integers([-1, width])]);
    const flat = emit.op('Reshape', [indices, emit.integers([-1])]);
    if (segments <= LARGEST_ONE_HOT_SUM) {
      const membership = oneHot(emit, flat, ['batch'], segments);
      return [emit.reshape(emit.op('Gemm', [membership, rows], { transA: int(1) }), shape)];
    }
    const zeros = emit.op('Expand', [emit.scalar(0), emit.integers([segments, width])]);
    const column = emit.op('Reshape', [flat, emit.integers([-1, 1])]);
    const places = emit.op('Expand', [column, emit.op('Shape', [rows])]);
    const sums = emit.op('ScatterElements', [zeros, places, rows], { axis: int(0), reduction: text('add') });
    return [emit.reshape(sums, shape)];
  },
};
