/** What the builder proposes for images can be trained as it stands, whatever their size. */
import { expect, it } from 'vitest';
import { checkModel } from '../../../main/models/build.ts';
import { normalizeModel } from '../../../main/models/spec.ts';
import { parseExperiment } from '../../../main/runner/experiment-file/parse.ts';
import { proposeImageExperiment } from '../../../main/drafts/image-draft.ts';

it.each([
  [[1, 1], 0],
  [[13, 200], 0],
  [[28, 28], 2],
  [[96, 128], 3],
  [[1024, 1024], 5],
] as const)('images of %s are halved %i times', (size, blocks) => {
  const experiment = parseExperiment(proposeImageExperiment('pets', { size: [...size] }));
  expect(experiment).toMatchObject({ name: 'pets', data: { kind: 'images' } });
  const [input] = normalizeModel(experiment.model).inputs;
  const { nodes } = checkModel(experiment.model, {
    inputShapes: { [input?.id ?? '']: [...size, 3] },
    classes: 4,
  });
  expect(nodes.filter(({ type }) => type === 'maxPooling2d')).toHaveLength(blocks);
  expect(nodes.at(-1)?.outputShape).toEqual([4]);
  // The last pooling leaves something to look at.
  const sides = nodes.flatMap(({ outputShape }) => (outputShape.length === 3 ? outputShape.slice(0, 2) : []));
  expect(sides.filter((side) => side < 7)).toEqual([]);
});
