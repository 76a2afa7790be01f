/** Convolution and its gradients with channels in blocks. */
import { int, ints } from '../schema.ts';
import { inputGradientTaps } from './input-gradient-taps.ts';
import { fillsBlocks, planeSizes } from './sizes.ts';
import type { ConvolutionAttributes } from '../../../graph/windows.ts';
import type { Node, Value } from '../../../graph/ir.ts';
import type { GraphEmitter } from '../emitter.ts';

/** An input with fewer channels than a block is read as it is; the output always fills blocks. */
export function convolution(emit: GraphEmitter, block: number, node: Node<'convolution'>): boolean {
  const { inputs, attributes } = node;
  const [input, kernel] = inputs;
  const [output] = node.outputs;
  if (input === undefined || kernel === undefined || output === undefined) return false;
  const sizes = convolutionSizes(kernel, attributes);
  if (sizes === null || !fillsBlocks(sizes.outputs, block)) return false;
  const { outputs, channels, height, width } = sizes;
  if (channels >= block && !fillsBlocks(channels, block)) return false;
  emit.startNode(node);
  const isBlocked = channels >= block;
  const arrange = isBlocked ? arrangeFilter : arrangeOutputs;
  const { strides, padBefore, padAfter, dilations } = attributes;
  emit.blocked.defer(output, {
    source: isBlocked ? emit.blocked.nameOf(input) : emit.nameOf(input),
    filter: arrange(emit, block, emit.nameOf(kernel), [outputs, channels, height, width]),
    attributes: {
      kernel_shape: ints([height, width]),
      strides: ints(strides),
      pads: ints([...padBefore, ...padAfter]),
      dilations: ints(dilations),
    },
    bias: null,
    sum: null,
    rectified: false,
  });
  return true;
}

/**
 * A convolution of the gradient with the kernel turned round. With strides, places of the input fall into phases, each of
 * which meets taps of its own: the phases are computed as channels of one convolution and then laid beside each other.
 */
export function convolutionInputGradient(
  emit: GraphEmitter,
  block: number,
  node: Node<'convolutionInputGradient'>,
): boolean {
  const { inputs, attributes } = node;
  const [gradient, kernel] = inputs;
  if (gradient === undefined || kernel === undefined) return false;
  const sizes = convolutionSizes(kernel, attributes);
  if (sizes === null || attributes.dilations.some((dilation) => dilation !== 1)) return false;
  const { outputs, channels, height, width } = sizes;
  if (!fillsBlocks(outputs, block) || !fillsBlocks(channels, block)) return false;
  const taps = inputGradientTaps([height, width], gradient.type.shape.slice(2).map(Number), attributes);
  if (taps === null) return false;
  const [strideDown = 1, strideAcross = 1] = attributes.strides;
  const phases = strideDown * strideAcross;
  const [rows = 1, columns = 1] = taps.places;
  const [high = 1, wide = 1] = attributes.inputSize;
  const [windowHeight = 1, windowWidth = 1] = taps.window;

  emit.lowerBlocked(node, () => {
    // One tap more, of zeros, for the phases that have fewer.
    const flat = emit.op('Reshape', [emit.nameOf(kernel), emit.integers([outputs, channels, height * width])]);
    const filled = emit.op('Pad', [flat, emit.integers([0, 0, 0, 0, 0, 1])]);
    const indices = { dtype: 'int32' as const, shape: [taps.indices.length], data: Int32Array.from(taps.indices) };
    const chosen = emit.op('Gather', [filled, emit.constant(indices)], { axis: int(2) });
    const byPhase = emit.op('Reshape', [
      chosen,
      emit.integers([outputs, channels, phases, windowHeight * windowWidth]),
    ]);
    const turned = emit.op('Transpose', [byPhase], { perm: ints([2, 1, 0, 3]) });
    const filter = arrangeFilter(emit, block, turned, [phases * channels, outputs, windowHeight, windowWidth]);
    const computed = emit.blockedOp('Conv', [emit.blocked.nameOf(gradient), filter], {
      kernel_shape: ints(taps.window),
      pads: ints([...taps.padBefore, ...taps.padAfter]),
    });
    if (phases === 1) return computed;
    const blocks = channels / block;
    const apart = emit.op('Reshape', [
      computed,
      emit.integers([-1, strideDown, strideAcross, blocks, rows, columns, block]),
    ]);
    const joined = emit.op('Transpose', [apart], { perm: ints([0, 3, 4, 1, 5, 2, 6]) });
    const whole = emit.op('Reshape', [
      joined,
      emit.integers([-1, blocks, rows * strideDown, columns * strideAcross, block]),
    ]);
    const cropped =
      rows * strideDown === high && columns * strideAcross === wide
        ? whole
        : emit.op('Slice', [whole, emit.integers([0, 0]), emit.integers([high, wide]), emit.integers([2, 3])]);
    return emit.op('Reshape', [cropped, emit.integers([-1, channels, high, wide])]);
  });
  return true;
}

/**
 * A convolution in which the rows of the batch are what is summed over, in blocks, and the gradient is the kernel. The
 * input's channels lie beside its columns, so that each row of the result is one long row of places.
 */
export function convolutionKernelGradient(
  emit: GraphEmitter,
  block: number,
  node: Node<'convolutionKernelGradient'>,
): boolean {
  const { inputs, attributes } = node;
  const [input, gradient] = inputs;
  const [output] = node.outputs;
  if (input === undefined || gradient === undefined || output === undefined) return false;
  const sizes = convolutionSizes(output, attributes);
  const from = planeSizes(input);
  const to = planeSizes(gradient);
  if (sizes === null || from === null || to === null) return false;
  const { outputs, channels, height, width } = sizes;
  if (!fillsBlocks(outputs, block) || (channels >= block && !fillsBlocks(channels, block))) return false;
  if (attributes.dilations.some((dilation) => dilation !== 1)) return false;
  const [strideDown = 1, strideAcross = 1] = attributes.strides;
  const [top = 0, left = 0] = attributes.padBefore;
  const inBlock = Math.min(channels, block);
  const blocks = channels / inBlock;
  // What the windows reach: padding that none reaches is left out, and so are rows and columns that a stride leaves over.
  const rows = (to.height - 1) * strideDown + height;
  const columns = (to.width - 1) * strideAcross + width;

  emit.lower(node, () => {
    const batchPadding = emit.paddingOfBatch(input.type.shape[0] ?? 1, block);
    const planes = emit.op('Reshape', [
      channels >= block ? emit.blocked.nameOf(input) : channelsLast(emit, input, channels),
      emit.integers([-1, blocks, from.height, from.width, inBlock]),
    ]);
    const padding = emit.op(
      'Concat',
      [
        emit.integers([0, 0, top, left, 0]),
        batchPadding,
        emit.integers([0, rows - from.height - top, columns - from.width - left, 0]),
      ],
      { axis: int(0) },
    );
    const padded = emit.op('Reshape', [
      emit.op('Pad', [planes, padding]),
      emit.integers([-1, block, blocks * rows, columns * inBlock]),
    ]);
    const batchInside = emit.op('Reshape', [
      emit.blockedOp('ReorderInput', [padded]),
      emit.integers([-1, blocks, rows * columns * inBlock * block]),
    ]);
    const source = emit.op('Reshape', [
      blocks === 1 ? batchInside : emit.op('Transpose', [batchInside], { perm: ints([1, 0, 2]) }),
      emit.integers([blocks, -1, rows, columns * inBlock]),
    ]);

    const filled = emit.op('Pad', [
      emit.op('Reshape', [emit.blocked.nameOf(gradient), emit.integers([-1, outputs * to.height * to.width])]),
      emit.op('Concat', [emit.integers([0, 0]), batchPadding, emit.integers([0])], { axis: int(0) }),
    ]);
    const rowsOfBatch = emit.op('Reshape', [
      filled,
      emit.integers([-1, block, outputs / block, to.height * to.width, block]),
    ]);
    const filter = emit.op('Reshape', [
      emit.op('Transpose', [rowsOfBatch], { perm: ints([2, 0, 3, 1, 4]) }),
      emit.integers([outputs, -1, to.height, to.width]),
    ]);
    const computed = emit.blockedOp('Conv', [source, filter], {
      kernel_shape: ints([to.height, to.width]),
      dilations: ints([strideDown, strideAcross * inBlock]),
    });
    const apart = emit.op('Reshape', [
      computed,
      emit.integers([blocks, outputs / block, height, width, inBlock, block]),
    ]);
    return [
      emit.op('Reshape', [
        emit.op('Transpose', [apart], { perm: ints([1, 5, 0, 4, 2, 3]) }),
        emit.integers([outputs, channels, height, width]),
      ]),
    ];
  });
  return true;
}

function channelsLast(emit: GraphEmitter, input: Value, channels: number): string {
  return channels === 1 ? emit.nameOf(input) : emit.op('Transpose', [emit.nameOf(input)], { perm: ints([0, 2, 3, 1]) });
}

/** The sizes of a kernel of two spatial axes; null where the blocked convolution cannot have it. */
function convolutionSizes(kernel: Value, { groups }: ConvolutionAttributes): KernelSizes | null {
  const sizes = planeSizes(kernel);
  const outputs = kernel.type.shape[0];
  return sizes === null || groups !== 1 || typeof outputs !== 'number' ? null : { outputs, ...sizes };
}

interface KernelSizes {
  readonly outputs: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

type KernelShape = readonly [outputs: number, channels: number, height: number, width: number];

/** `[outputs / block, channels / block, height, width, block of channels, block of outputs]`. */
function arrangeFilter(emit: GraphEmitter, block: number, name: string, shape: KernelShape): string {
  const [outputs, channels, height, width] = shape;
  const apart = emit.op('Reshape', [
    name,
    emit.integers([outputs / block, block, channels / block, block, height, width]),
  ]);
  return emit.op('Reshape', [emit.op('Transpose', [apart], { perm: ints([0, 2, 4, 5, 3, 1]) }), emit.integers(shape)]);
}

/** `[outputs / block, channels, height, width, block of outputs]`. */
function arrangeOutputs(emit: GraphEmitter, block: number, name: string, shape: KernelShape): string {
  const [outputs, channels, height, width] = shape;
  const apart = emit.op('Reshape', [name, emit.integers([outputs / block, block, channels, height, width])]);
  return emit.op('Reshape', [emit.op('Transpose', [apart], { perm: ints([0, 2, 3, 4, 1]) }), emit.integers(shape)]);
}
