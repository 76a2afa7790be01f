/** What the builder proposes for sounds can be trained as it stands, however long they are. */
import { expect, it } from 'vitest';
import { settleAudio } from '../../../main/datasets/audio/settings.ts';
import { checkModel } from '../../../main/models/build.ts';
import { normalizeModel } from '../../../main/models/spec.ts';
import { parseExperiment } from '../../../main/runner/experiment-file/parse.ts';
import { proposeSoundExperiment } from '../../../main/drafts/sound-draft.ts';

it.each([
  [0.02, 0.1, 11, 0],
  [0.97, 1, 101, 2],
  [30, 5, 501, 2],
] as const)(
  'sounds of up to %f s are given as %f s, %i frames, halved %i times',
  (longest, duration, frames, blocks) => {
    const durations = {
      total: longest,
      mean: longest,
      quantiles: [longest, longest, longest, longest, longest] as [number, number, number, number, number],
      histogram: { edges: [longest, longest], counts: [1] },
    };
    const experiment = parseExperiment(proposeSoundExperiment('birds', { durations }));
    if (experiment.data.kind !== 'audio') throw new Error(experiment.data.kind);
    expect(experiment.data.duration).toBe(duration);
    const { shape } = settleAudio(experiment.data, { sampleRate: 16_000, profile: { durations } });
    expect(shape).toEqual([frames, 40, 1]);
    const [input] = normalizeModel(experiment.model).inputs;
    const { nodes } = checkModel(experiment.model, { inputShapes: { [input?.id ?? '']: [...shape] }, classes: 4 });
    expect(nodes.filter(({ type }) => type === 'maxPooling2d')).toHaveLength(blocks);
    expect(nodes.at(-1)?.outputShape).toEqual([4]);
  },
);
