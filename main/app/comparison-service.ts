/** What two runs differ in, beyond their settings and results: their models layer by layer, their test rows one by one. */
import type { ModelDifference } from '../api/contract/index.ts';
import type { ComparisonService } from '../api/services.ts';
import type { ExperimentStore } from '../experiments/store.ts';
import { compareModels, type ComparedLayer, type ModelDifference as Difference } from '../models/difference.ts';
import type { ModelData } from '../models/resolve.ts';
import { compareRepeats } from './reproduction.ts';
import { compareTestRows } from './row-comparison.ts';
import { modelDataOfRun } from './run-model.ts';
import { worstTestRows, type RowCells } from './tested-rows.ts';

interface ComparisonOptions {
  readonly dataFolder: string;
  readonly store: ExperimentStore;
  /** Cells of a table's rows by their numbers, in the order asked for. */
  readonly cells: RowCells;
}

export function createComparisonService({ dataFolder, store, cells }: ComparisonOptions): ComparisonService {
  async function modelOf(id: string): Promise<{ readonly model: unknown; readonly data: ModelData }> {
    const run = store.runs.get(id);
    return { model: run.experiment['model'], data: await modelDataOfRun(dataFolder, run) };
  }

  return {
    async models(left, right) {
      const [one, other] = await Promise.all([modelOf(left), modelOf(right)]);
      return toModelDifference(compareModels(one, other));
    },
    rows: (query) => compareTestRows({ store, cells }, query),
    tested: (query) => worstTestRows({ store, cells }, query),
    reproduction: (left, right) => compareRepeats({ store, dataFolder }, left, right),
  };
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
