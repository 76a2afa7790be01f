/** What two runs differ in, beyond their settings and results: their models layer by layer, their test rows one by one. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelDifference } from '../api/contract/index.ts';
import type { ComparisonService } from '../api/services.ts';
import { UserError } from '../base/errors.ts';
import { preparedManifestSchema } from '../datasets/prepared.ts';
import type { ExperimentStore } from '../experiments/store.ts';
import type { RunDetailRecord } from '../experiments/records.ts';
import { compareModels, type ComparedLayer, type ModelDifference as Difference } from '../models/difference.ts';
import type { ModelData } from '../models/resolve.ts';
import { modelSchema } from '../models/spec.ts';
import { preparedFileName } from '../runner/active-run.ts';
import { planDataOf } from '../runner/plan-data.ts';
import { compareTestRows } from './row-comparison.ts';
import { worstTestRows, type RowCells } from './tested-rows.ts';
import { modelDataOf } from '../training/plan/request.ts';

interface ComparisonOptions {
  readonly dataFolder: string;
  readonly store: ExperimentStore;
  /** Cells of a table's rows by their numbers, in the order asked for. */
  readonly cells: RowCells;
}

export function createComparisonService({ dataFolder, store, cells }: ComparisonOptions): ComparisonService {
  async function modelOf(id: string): Promise<{ readonly model: unknown; readonly data: ModelData }> {
    const { experiment } = store.runs.get(id);
    return { model: experiment['model'], data: await modelData(dataFolder, id, experiment) };
  }

  return {
    async models(left, right) {
      const [one, other] = await Promise.all([modelOf(left), modelOf(right)]);
      return toModelDifference(compareModels(one, other));
    },
    rows: (query) => compareTestRows({ store, cells }, query),
    tested: (query) => worstTestRows({ store, cells }, query),
  };
}

const unknownData: ModelData = { inputShapes: {}, classes: null };

/** What the run's model was built on, by the recipe that was kept with it; nothing for a run that has not begun. */
async function modelData(
  dataFolder: string,
  id: string,
  experiment: RunDetailRecord['experiment'],
): Promise<ModelData> {
  let text: string;
  try {
    text = await readFile(join(dataFolder, 'runs', id, preparedFileName), 'utf8');
  } catch {
    return unknownData;
  }
  const manifest = preparedManifestSchema.safeParse(JSON.parse(text));
  const model = modelSchema.safeParse(experiment['model']);
  // A recipe of another version: the layers are compared all the same, without their shapes.
  if (!manifest.success || !model.success) return unknownData;
  try {
    return modelDataOf(planDataOf(manifest.data, model.data));
  } catch (error) {
    if (error instanceof UserError) return unknownData;
    throw error;
  }
}

function toModelDifference({ layers, leftParameters, rightParameters }: Difference): ModelDifference {
  return {
    layers: layers.map(({ kind, left, right, settings, rewired }) => ({
      kind,
      left: toLayer(left),
      right: toLayer(right),
      settings: [...settings],
      rewired,
    })),
    leftParameters,
    rightParameters,
  };
}

function toLayer(layer: ComparedLayer | null): ModelDifference['layers'][number]['left'] {
  if (layer === null) return null;
  const { outputShape, settings } = layer;
  return {
    ...layer,
    inputs: [...layer.inputs],
    outputShape: outputShape === null ? null : [...outputShape],
    settings: Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [name, typeof value === 'object' ? [...value] : value]),
    ),
  };
}
