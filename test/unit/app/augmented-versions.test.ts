/** The preview of augmentation is what the first step of training sees. */
import { expect, it } from 'vitest';
import { augmentedVersions } from '../../../main/app/augmented-versions.ts';
import { onnxruntimeEngine } from '../../../main/engines/onnxruntime/engine.ts';
import { checkModel } from '../../../main/models/build.ts';
import { parseSpec } from '../../../main/models/problems.ts';
import { modelSchema, normalizeModel } from '../../../main/models/spec.ts';
import { noiseFeeds, rowFeeds } from '../../../main/training/loop/batches.ts';
import { compilePlan } from '../../../main/training/plan/compile-plan.ts';
import { modelDataOf, residentInput, residentTarget, type PlanData } from '../../../main/training/plan/request.ts';
import { planRequest } from '../../../main/training/plan/spec-request.ts';
import { trainingSchema } from '../../../main/training/spec.ts';

const [height, width, channels, count, seed] = [6, 5, 3, 4, 11];
const size = height * width * channels;
const augment = { flip: 'both', rotate: 40, shift: 0.2, zoom: 0.3, brightness: 0.3, saturation: 0.8 };

/** What training's own graph makes of the image, by a linear model whose gradient is its input. */
async function firstStep(pixels: Uint8Array): Promise<Float32Array[]> {
  const model = parseSpec(
    modelSchema,
    { layers: [{ type: 'flatten' }, { type: 'dense', units: 1, useBias: false, kernelInitializer: 'zeros' }] },
    ['model'],
  );
  const [input] = normalizeModel(model).inputs;
  const [output] = normalizeModel(model).outputs;
  const data: PlanData = {
    rows: 1,
    inputs: [
      {
        id: input?.id ?? '',
        resident: residentInput('images'),
        shape: [height, width, channels],
        dtype: 'uint8',
        scale: 1,
        offset: 0,
        image: true,
      },
    ],
    targets: {
      [output?.id ?? '']: { kind: 'regression', resident: residentTarget('target'), outputs: 1, scales: [1] },
    },
  };
  const training = parseSpec(trainingSchema, { loss: 'mse', seed, augment }, ['training']);
  const program = compilePlan(planRequest(training, checkModel(model, modelDataOf(data)), data));
  const session = await onnxruntimeEngine().open(program.plan, { device: 'cpu', threads: 1 });
  try {
    await session.loadResident(residentInput('images'), {
      dtype: 'uint8',
      shape: [1, height, width, channels],
      data: pixels,
    });
    await session.loadResident(residentTarget('target'), {
      dtype: 'float32',
      shape: [1, 1],
      data: Float32Array.of(-0.5),
    });
    await session.writeState(program.pack(program.initialState(seed)));
    const chunk = { start: 0, batchSize: count, steps: 1, firstStep: 0 };
    const feeds = { ...rowFeeds(new Int32Array(count), chunk), ...noiseFeeds(program.noise, chunk, seed) };
    const found: Float32Array[] = [];
    for (let row = 0; row < count; row += 1) {
      // Only one row counts: the gradient of (w·x + 0.5)² at w = 0 is x.
      const weights = {
        dtype: 'float32' as const,
        shape: [1, count],
        data: new Float32Array(count).fill(1, row, row + 1),
      };
      const results = await session.run('gradients', 1, { ...feeds, weights });
      const gradient = Object.entries(results).find(([name]) => name.startsWith('gradients/'))?.[1];
      found.push(gradient?.data as Float32Array);
    }
    return found;
  } finally {
    await session.close();
  }
}

it('shows what training sees, image by image', async () => {
  const pixels = Uint8Array.from({ length: size }, (_, index) => (index * 37) % 256);
  const shown = await augmentedVersions({ height, width, channels, pixels }, { augment, seed, count });
  const trained = await firstStep(pixels);
  expect(trained).toHaveLength(count);
  trained.forEach((gradient, version) => {
    expect(gradient).toHaveLength(size);
    gradient.forEach((value, index) => {
      expect(Math.abs(value - (shown[version * size + index] ?? Number.NaN)), `version ${version}`).toBeLessThan(0.501);
    });
  });
  expect(new Set(trained.map((gradient) => gradient.join())).size).toBe(count);
});

it('refuses wrong settings with their place in the experiment', async () => {
  const image = { height: 1, width: 1, channels: 1, pixels: Uint8Array.of(0) };
  await expect(augmentedVersions(image, { augment: { rotate: 500 }, seed, count: 1 })).rejects.toMatchObject({
    path: 'training.augment.rotate',
  });
});
