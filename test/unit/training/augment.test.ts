/** Augmentation in a plan: which programs have it, what they are fed, and what is refused. */
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../../main/models/build.ts';
import { parseSpec } from '../../../main/models/problems.ts';
import { modelSchema, normalizeModel } from '../../../main/models/spec.ts';
import { noiseFeeds } from '../../../main/training/loop/batches.ts';
import { compilePlan } from '../../../main/training/plan/compile-plan.ts';
import { modelDataOf, residentInput, residentTarget, type PlanData } from '../../../main/training/plan/request.ts';
import { planRequest } from '../../../main/training/plan/spec-request.ts';
import { trainingSchema } from '../../../main/training/spec.ts';

const all = { flip: 'both', rotate: 20, shift: 0.2, zoom: 0.1, shear: 5, brightness: 0.2, contrast: 0.2 };

const [placesName, colorsName] = ['augment/features/places', 'augment/features/colors'];

function dataOf(id: string, image: boolean): PlanData {
  const input = { id, resident: residentInput('images'), shape: [5, 4, 1], scale: 1 / 255, offset: 0, image };
  return {
    rows: 20,
    inputs: [{ ...input, dtype: 'uint8' }],
    targets: { dense_1: { kind: 'categorical', resident: residentTarget('target'), classes: 3 } },
  };
}

function compile(augment: unknown, { image = true, accumulate = 1 } = {}) {
  const model = parseSpec(
    modelSchema,
    { layers: [{ type: 'flatten' }, { type: 'dense', units: 'classes', activation: 'softmax' }] },
    ['model'],
  );
  const [input] = normalizeModel(model).inputs;
  const data = dataOf(input?.id ?? '', image);
  const training = parseSpec(trainingSchema, { loss: 'crossEntropy', accumulate, augment }, ['training']);
  return compilePlan(planRequest(training, checkModel(model, modelDataOf(data)), data));
}

const opsOf = (graph: { readonly nodes: readonly { readonly op: string }[] } | undefined): string[] =>
  (graph?.nodes ?? []).map(({ op }) => op);

describe('augmentation', () => {
  it('is in what trains, and in nothing that judges', () => {
    const plain = compile(undefined);
    for (const accumulate of [1, 2]) {
      const { plan } = compile(all, { accumulate });
      for (const [name, program] of Object.entries(plan.programs)) {
        const trains = name === 'step' || name === 'gradients';
        const fed = program.graph.inputs
          .filter((input) => input.name.startsWith('augment/'))
          .map((input) => input.name);
        expect(fed, name).toEqual(trains ? [placesName, colorsName] : []);
        expect(opsOf(program.graph).includes('gridSample'), name).toBe(trains);
      }
      for (const name of ['evaluate', 'predict'] as const) {
        expect(opsOf(plan.programs[name]?.graph)).toEqual(opsOf(plain.plan.programs[name]?.graph));
      }
    }
  });

  it('changes nothing where every amount is none', () => {
    expect(compile({}).graphHash).toBe(compile(undefined).graphHash);
    expect(compile({ saturation: 0.5 }).graphHash, 'grey images have no colours').toBe(compile(undefined).graphHash);
  });

  it('draws the same for a step, alone or in a chunk, and something else for every row, step and seed', () => {
    const { noise } = compile(all);
    const whole = noiseFeeds(noise, { start: 0, batchSize: 4, steps: 3, firstStep: 7 }, 1);
    const alone = noiseFeeds(noise, { start: 8, batchSize: 4, steps: 1, firstStep: 9 }, 1);
    const other = noiseFeeds(noise, { start: 8, batchSize: 4, steps: 1, firstStep: 9 }, 2);
    for (const [name, { data, shape }] of Object.entries(whole)) {
      const width = shape.at(-1) ?? 0;
      expect([...data.subarray(8 * width)], name).toEqual([...(alone[name]?.data ?? [])]);
      expect([...(other[name]?.data ?? [])], name).not.toEqual([...(alone[name]?.data ?? [])]);
      const rows = Array.from({ length: 12 }, (_, row) => data.subarray(row * width, (row + 1) * width).join());
      expect(new Set(rows).size, name).toBe(12);
    }
  });

  it('draws for one augmentation what it draws beside another', () => {
    const chunk = { start: 0, batchSize: 4, steps: 1, firstStep: 0 };
    const alone = noiseFeeds(compile({ contrast: 0.2 }).noise, chunk, 1)[colorsName];
    const both = noiseFeeds(compile({ brightness: 0.2, contrast: 0.2 }).noise, chunk, 1)[colorsName];
    expect(alone?.data).toHaveLength(4);
    expect([...(alone?.data ?? [])]).toEqual([...(both?.data ?? [])].filter((_, index) => index % 2 === 1));
  });

  it('is refused where there are no images, and where a setting is unknown or out of range', () => {
    expect(() => compile({ rotate: 5 }, { image: false })).toThrow(
      expect.objectContaining({ code: 'training.augmentWithoutImages', path: 'training.augment' }),
    );
    const parse = (augment: unknown) => trainingSchema.safeParse({ loss: 'crossEntropy', augment });
    expect(parse({ rotate: 181 }).error?.issues[0]?.path).toEqual(['augment', 'rotate']);
    expect(parse({ rotation: 5 }).success).toBe(false);
    expect(parse({ flip: 'sideways' }).error?.issues[0]?.path).toEqual(['augment', 'flip']);
  });
});
