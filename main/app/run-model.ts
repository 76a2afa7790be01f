/** What a run's model was built on. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../base/errors.ts';
import { preparedManifestSchema } from '../datasets/prepared.ts';
import type { RunDetailRecord } from '../experiments/records.ts';
import type { ModelData } from '../models/resolve.ts';
import { modelSchema } from '../models/spec.ts';
import { preparedFileName } from '../runner/active-run.ts';
import { planDataOf } from '../runner/plan-data.ts';
import { modelDataOf } from '../training/plan/request.ts';

const unknownData: ModelData = { inputShapes: {}, classes: null };

/** By the recipe that was kept with the run; nothing is known of a run that has not begun. */
export async function modelDataOfRun(
  dataFolder: string,
  { id, experiment }: Pick<RunDetailRecord, 'id' | 'experiment'>,
): Promise<ModelData> {
  let text: string;
  try {
    text = await readFile(join(dataFolder, 'runs', id, preparedFileName), 'utf8');
  } catch {
    return unknownData;
  }
  const manifest = preparedManifestSchema.safeParse(JSON.parse(text));
  const model = modelSchema.safeParse(experiment['model']);
  // A recipe of another version: the layers are shown all the same, without their shapes.
  if (!manifest.success || !model.success) return unknownData;
  try {
    return modelDataOf(planDataOf(manifest.data, model.data));
  } catch (error) {
    if (error instanceof UserError) return unknownData;
    throw error;
  }
}
