/** Where a run's data came from: the files, and the recipe as it was fitted for the run. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunLineage } from '../api/contract/index.ts';
import { UserError } from '../base/errors.ts';
import type { DatasetManifest } from '../datasets/manifest.ts';
import { preparedManifestSchema, type PreparedManifest } from '../datasets/prepared.ts';
import { learntFacts } from '../datasets/recipe/learnt-facts.ts';
import type { ExperimentStore } from '../experiments/store.ts';
import { preparedFileName } from '../runner/active-run.ts';

export interface LineageSources {
  readonly store: Pick<ExperimentStore, 'runs'>;
  readonly manifest: (dataset: string) => DatasetManifest;
  /** The data folder. */
  readonly root: string;
}

/** Names of features that are listed for a column. */
const shownOutputs = 12;

export async function runLineage({ store, manifest, root }: LineageSources, runId: string): Promise<RunLineage> {
  const { id, dataset } = store.runs.get(runId);
  const { importedAt, sources } = originOf(() => manifest(dataset.id));
  const text = await readFile(join(root, 'runs', id, preparedFileName), 'utf8').catch(() => null);
  // A run that was never started has none, and one of an earlier version may have another form.
  const prepared = text === null ? null : (preparedManifestSchema.safeParse(JSON.parse(text)).data ?? null);
  return { dataset: { ...dataset, importedAt }, sources, recipe: prepared === null ? null : recipeOf(prepared) };
}

/** Nothing for a data set that is gone for good. */
function originOf(read: () => DatasetManifest): Pick<RunLineage, 'sources'> & { readonly importedAt: number | null } {
  try {
    const found = read();
    const whole = { name: found.sourceName, bytes: found.sourceBytes, hash: found.hash };
    const sources = found.kind === 'table' && found.sources.length > 0 ? [...found.sources] : [whole];
    return { importedAt: found.createdAt, sources };
  } catch (error) {
    if (error instanceof UserError) return { importedAt: null, sources: [] };
    throw error;
  }
}

function recipeOf({ spec, recipe, features, targets }: PreparedManifest): RunLineage['recipe'] {
  const table = spec.kind === 'table' ? spec : null;
  return {
    filter: table?.filter ?? null,
    computed: Object.entries(table?.compute ?? {}).map(([name, expression]) => ({ name, expression })),
    columns: recipe.columns.map(({ column, kind, stages, outputs }) => ({
      column,
      kind,
      steps: stages.flatMap((stage) =>
        stage.map((fitted) => ({
          step: fitted.step,
          facts: learntFacts(fitted, { step: fitted.step }).map(({ name, values, count }) => ({
            name,
            values: [...values],
            count,
          })),
        })),
      ),
      outputs: outputs.slice(0, shownOutputs),
      width: outputs.length,
    })),
    featureCount: features.length,
    targets: targets.flatMap((target): NonNullable<RunLineage['recipe']>['targets'] =>
      target.kind === 'categorical'
        ? [
            {
              column: target.column,
              kind: target.kind,
              mean: null,
              standardDeviation: null,
              classCount: target.classes.length,
            },
          ]
        : target.columns.map(({ column, mean, standardDeviation }) => ({
            column,
            kind: target.kind,
            mean: target.kind === 'regression' ? mean : null,
            standardDeviation: target.kind === 'regression' ? standardDeviation : null,
            classCount: 0,
          })),
    ),
  };
}
