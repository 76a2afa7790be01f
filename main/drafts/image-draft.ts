/** What the builder begins with on a data set of images. Pure. */
import type { ImageFacts } from '../api/contract/index.ts';
import type { Experiment, Layer } from './draft.ts';

/** Pooling stops before the shorter side is below this many pixels. */
const leastSide = 7;
const mostBlocks = 5;
const firstFilters = 16;
const mostFilters = 128;

/** Each block halves the sides and doubles the filters. */
export function convolutions(size: readonly [number, number]): Layer[] {
  const blocks = Math.min(mostBlocks, Math.max(0, Math.floor(Math.log2(Math.min(...size) / leastSide))));
  return Array.from({ length: blocks }, (_, block): Layer[] => [
    {
      type: 'conv2d',
      filters: Math.min(mostFilters, firstFilters * 2 ** block),
      kernelSize: 3,
      padding: 'same',
      activation: 'relu',
    },
    { type: 'maxPooling2d', poolSize: 2 },
  ]).flat();
}

/** How the data of a classifier is parted, and how it is trained, whether of images or of sounds. */
export function stratifiedSplit(): Experiment {
  return { test: 0.2, validation: 0.2, seed: 42, method: 'stratified' };
}

export function classifierTraining(): Experiment {
  return {
    loss: 'crossEntropy',
    optimizer: { type: 'adam', learningRate: 0.001 },
    epochs: 20,
    batchSize: 32,
    metrics: ['accuracy'],
    seed: 0,
  };
}

/** A small convolutional network. */
export function proposeImageExperiment(name: string, { size }: Pick<ImageFacts, 'size'>): Experiment {
  return {
    athanor: 1,
    name,
    data: { kind: 'images', split: stratifiedSplit() },
    model: {
      layers: [
        ...convolutions(size),
        { type: 'flatten' },
        { type: 'dense', units: 64, activation: 'relu' },
        { type: 'dense', units: 'classes', activation: 'softmax' },
      ],
    },
    training: classifierTraining(),
  };
}
