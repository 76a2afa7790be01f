/** What the core is asked about a draft: its model, and those of its settings that decide on the shape of the data. Pure. */
import type { DatasetDetail, FeaturesForm, ModelDraft, TargetForm } from '../api/contract/index.ts';
import { isCount, isObject, valueAt, type Experiment } from './draft.ts';
import { isLanguageModel, textFacts } from './text-draft.ts';

export interface InspectionRequest {
  readonly model: ModelDraft;
  readonly datasetId: string;
  readonly target?: TargetForm;
  readonly features?: FeaturesForm;
  readonly preprocess?: Record<string, unknown>;
  readonly window?: { length: number };
  readonly featureCount?: number;
  readonly size?: [number, number];
  readonly channels?: number;
  readonly audio?: Record<string, unknown>;
  readonly text?: { length: number; vocabulary: number };
}

/** @param featureCount columns that the recipe makes; null: not known, and the core counts with its defaults */
export function inspectionRequest(
  experiment: Experiment,
  dataset: Pick<DatasetDetail, 'id' | 'audio'>,
  featureCount: number | null,
): InspectionRequest {
  const section = valueAt(experiment, ['data']);
  const target = valueAt(experiment, ['data', 'target']);
  // Of sounds, features are settings and no columns.
  const ofSounds = dataset.audio !== null;
  const features = ofSounds ? undefined : valueAt(experiment, ['data', 'features']);
  const preprocess = valueAt(experiment, ['data', 'preprocess']);
  const length = valueAt(experiment, ['data', 'window', 'length']);
  const size = valueAt(experiment, ['data', 'size']);
  const channels = valueAt(experiment, ['data', 'channels']);
  return {
    // A draft may be anything that a person typed; the core says what is wrong with it.
    model: valueAt(experiment, ['model']) as ModelDraft,
    datasetId: dataset.id,
    ...(typeof target === 'string' || isObject(target) ? { target: target as TargetForm } : {}),
    ...(isObject(features) ? { features: features as FeaturesForm } : {}),
    ...(isObject(preprocess) ? { preprocess: preprocess as Record<string, unknown> } : {}),
    ...(isCount(length) ? { window: { length } } : {}),
    ...(featureCount === null ? {} : { featureCount }),
    ...(isSize(size) ? { size: [...size] } : {}),
    ...(isCount(channels) ? { channels } : {}),
    ...(ofSounds && isObject(section) ? { audio: section as Record<string, unknown> } : {}),
    ...(isLanguageModel(experiment) ? { text: textFacts(experiment) } : {}),
  };
}

function isSize(value: unknown): value is readonly [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every(isCount);
}
