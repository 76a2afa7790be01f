/** Layers over space: output shapes and parameter counts as Keras has them, and what a person is told. */
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../main/base/errors.ts';
import { inspectModel } from '../../../main/models/inspect.ts';
import { errorText } from '../../../resources/messages/error-text.ts';

type Options = Readonly<Record<string, unknown>>;

function inspect(type: string, options: Options, input: readonly number[]) {
  return inspectModel({ layers: [{ type, ...options }] }, { inputShapes: { features: input }, classes: 10 });
}

describe('shapes and parameters', () => {
  it.each<[string, Options, readonly number[], readonly number[], number]>([
    ['conv2d', { filters: 32, kernelSize: 3 }, [28, 28, 1], [26, 26, 32], 320],
    ['conv2d', { filters: 64, kernelSize: [3, 5], padding: 'same' }, [13, 13, 32], [13, 13, 64], 30_784],
    ['conv2d', { filters: 8, kernelSize: 3, strides: 2, padding: 'same' }, [7, 8, 3], [4, 4, 8], 224],
    ['conv2d', { filters: 8, kernelSize: 3, strides: [1, 3], useBias: false }, [7, 8, 3], [5, 2, 8], 216],
    ['conv2d', { filters: 8, kernelSize: 3, dilation: 2 }, [7, 8, 3], [3, 4, 8], 224],
    ['conv2d', { filters: 6, kernelSize: 3, groups: 3 }, [7, 8, 3], [5, 6, 6], 60],
    ['conv2d', { filters: 'classes', kernelSize: 1 }, [4, 4, 3], [4, 4, 10], 40],
    ['conv1d', { filters: 8, kernelSize: 3 }, [10, 4], [8, 8], 104],
    ['conv1d', { filters: 8, kernelSize: 3, strides: 2, padding: 'causal' }, [9, 4], [5, 8], 104],
    ['depthwiseConv2d', { kernelSize: 3, depthMultiplier: 2 }, [7, 8, 3], [5, 6, 6], 60],
    ['depthwiseConv2d', { kernelSize: [1, 3], strides: 2, padding: 'same', useBias: false }, [7, 8, 3], [4, 4, 3], 9],
    ['separableConv2d', { filters: 8, kernelSize: 3, depthMultiplier: 2 }, [7, 8, 3], [5, 6, 8], 110],
    ['conv2dTranspose', { filters: 8, kernelSize: 3, strides: 2 }, [4, 5, 3], [9, 11, 8], 224],
    ['conv2dTranspose', { filters: 8, kernelSize: 3, strides: 2, padding: 'same' }, [4, 5, 3], [8, 10, 8], 224],
    ['conv2dTranspose', { filters: 8, kernelSize: 1, strides: 3 }, [4, 5, 3], [12, 15, 8], 32],
    ['conv2dTranspose', { filters: 8, kernelSize: 3, dilation: 2 }, [4, 5, 3], [8, 9, 8], 224],
    ['maxPooling1d', {}, [7, 3], [3, 3], 0],
    ['maxPooling2d', { poolSize: 3 }, [7, 8, 3], [2, 2, 3], 0],
    ['maxPooling2d', { poolSize: [3, 2], strides: 1 }, [7, 8, 3], [5, 7, 3], 0],
    ['averagePooling1d', { padding: 'same' }, [7, 3], [4, 3], 0],
    ['averagePooling2d', { poolSize: 3, strides: 2, padding: 'same' }, [7, 8, 3], [4, 4, 3], 0],
    ['globalMaxPooling', {}, [7, 8, 3], [3], 0],
    ['globalAveragePooling', { keepDims: true }, [7, 8, 3], [1, 1, 3], 0],
    ['reshape', { targetShape: [4, -1, 2] }, [7, 8, 1], [4, 7, 2], 0],
    ['permute', { dims: [3, 1, 2] }, [7, 8, 3], [3, 7, 8], 0],
    ['zeroPadding2d', { padding: [0, 1, 2, 3] }, [7, 8, 3], [8, 13, 3], 0],
    ['upsampling2d', { size: [2, 3] }, [7, 8, 3], [14, 24, 3], 0],
  ])('%s %j of %j', (type, options, input, output, parameters) => {
    expect(inspect(type, options, input)).toMatchObject({
      nodes: [{ outputShape: output, parameters }],
      problems: [],
    });
  });
});

/** `path: sentence hint`, as a person reads it. */
function told(type: string, options: Options, input: readonly number[]): string[] {
  return inspect(type, options, input).problems.map(({ code, params, path }) => {
    const { message, hint } = errorText('en', new UserError(code, params));
    return `${path}: ${message} ${hint ?? ''}`;
  });
}

describe('problems', () => {
  it.each<[string, Options, readonly number[], string]>([
    [
      'conv2d',
      { filters: 8, kernelSize: 3 },
      [784],
      'model.layers[0]: A layer of type conv2d takes inputs [height, width, channels], found [784]. ' +
        'Put a reshape layer before it that gives the input these axes.',
    ],
    [
      'conv2d',
      { filters: 8, kernelSize: 3, dilation: [1, 2] },
      [4, 4, 1],
      'model.layers[0].kernelSize: The window of 3 × 5 that this conv2d slides does not fit into 4 × 4. ' +
        'Make it or its dilation smaller, or set its padding to same.',
    ],
    [
      'conv2d',
      { filters: 8, kernelSize: 3, groups: 3 },
      [4, 4, 3],
      'model.layers[0].groups: 3 channels and 8 filters cannot both be split into 3 equal groups. ' +
        'Choose a number of groups that divides both, or 1.',
    ],
    [
      'maxPooling1d',
      {},
      [4, 4, 1],
      'model.layers[0]: A layer of type maxPooling1d takes inputs [steps, channels], found [4, 4, 1]. ' +
        'Put a reshape layer before it that gives the input these axes.',
    ],
    [
      'averagePooling2d',
      { poolSize: 5 },
      [4, 4, 1],
      'model.layers[0].poolSize: The window of 5 × 5 that this averagePooling2d slides does not fit into 4 × 4. ' +
        'Make it or its dilation smaller, or set its padding to same.',
    ],
    [
      'globalMaxPooling',
      {},
      [4],
      'model.layers[0]: A layer of type globalMaxPooling takes inputs [steps, channels] / [height, width, channels], ' +
        'found [4]. Put a reshape layer before it that gives the input these axes.',
    ],
    ...[[5, -1], [0, 2], [-1, -1], [3]].map((targetShape): [string, Options, readonly number[], string] => [
      'reshape',
      { targetShape },
      [3, 4],
      `model.layers[0].targetShape: The 12 elements of [3, 4] cannot take the shape [${targetShape.join(', ')}]. ` +
        'Choose sizes whose product is the number of elements; one of them may be -1, which stands for what is left over.',
    ]),
    ...[
      [1, 1],
      [1, 3],
      [3, 2, 1],
    ].map((dims): [string, Options, readonly number[], string] => [
      'permute',
      { dims },
      [3, 4],
      'model.layers[0].dims: The axes of [3, 4] are 1, 2; the new order must name each of them once. ' +
        'Count axes from 1, without the batch, and name every one of them once.',
    ]),
  ])('%s %j of %j', (type, options, input, expected) => {
    expect(told(type, options, input)).toEqual([expected]);
  });
});
