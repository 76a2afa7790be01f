/** What the builder begins with on a data set of sounds. Pure. */
import type { AudioFacts } from '../api/contract/index.ts';
import type { Experiment } from './draft.ts';
import { classifierTraining, convolutions, stratifiedSplit } from './image-draft.ts';

const bands = 40;
/** Seconds from one frame to the next, and of the longest sound that is proposed. */
const hop = 0.01;
const longest = 5;

/** A small convolutional network over log-mel spectrograms, as long as the longest sound. */
export function proposeSoundExperiment(name: string, { durations }: Pick<AudioFacts, 'durations'>): Experiment {
  const duration = Math.min(longest, Math.ceil(durations.quantiles[4] * 10) / 10);
  const frames = 1 + Math.floor(duration / hop);
  return {
    athanor: 1,
    name,
    data: {
      kind: 'audio',
      duration,
      features: { type: 'logMel', bands },
      split: stratifiedSplit(),
    },
    model: {
      layers: [
        ...convolutions([frames, bands]),
        { type: 'flatten' },
        { type: 'dropout', rate: 0.3 },
        { type: 'dense', units: 64, activation: 'relu' },
        { type: 'dense', units: 'classes', activation: 'softmax' },
      ],
    },
    training: classifierTraining(),
  };
}
