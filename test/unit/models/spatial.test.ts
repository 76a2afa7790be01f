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
  ])('%s %j of %j', (type, options, input, expected) => {
    expect(told(type, options, input)).toEqual([expected]);
  });
});
