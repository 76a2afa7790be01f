/** What a plan is compiled from: a checked model, the settings that shape its programs, and what is known of the data. */
import type { FieldValue } from '../../models/fields.ts';
import type { CheckedModel } from '../../models/build.ts';
import type { ModelData } from '../../models/resolve.ts';
import type { ClipSpec } from '../clipping/registry.ts';
import type { LossType } from '../losses/registry.ts';
import type { MetricType } from '../metrics/registry.ts';
import type { OptimizerType } from '../optimizers/registry.ts';

export interface OptimizerSpec {
  readonly type: OptimizerType;
  readonly options: Readonly<Record<string, FieldValue>>;
}

export type PlanTarget =
  | { readonly kind: 'categorical'; readonly classes: number }
  /** `scale`: standard deviation that the targets were divided by, 1 where they were not. */
  | { readonly kind: 'regression'; readonly outputs: number; readonly scale: number };

/** What one input of the model reads: a resident tensor `[rows, …shape]`, narrow as it is stored. */
export type PlanInput = {
  /** Id of the model's input. */
  readonly id: string;
  /** Name of the resident tensor; several inputs may read one. */
  readonly resident: string;
  /** Shape of one row. */
  readonly shape: readonly number[];
} & (
  | { readonly dtype: 'float32' | 'int32' }
  /** The model is given float32 `stored · scale + offset`, computed in the graph. */
  | { readonly dtype: 'uint8'; readonly scale: number; readonly offset: number }
);

export interface PlanData {
  /** Rows of the resident data set. */
  readonly rows: number;
  /** One for each input of the model. */
  readonly inputs: readonly PlanInput[];
  readonly target: PlanTarget;
}

/** What the model is resolved on. */
export function modelDataOf({ inputs, target }: PlanData): ModelData {
  return {
    inputShapes: Object.fromEntries(inputs.map(({ id, shape }) => [id, shape])),
    classes: target.kind === 'categorical' ? target.classes : null,
  };
}

export interface PlanRequest {
  readonly model: CheckedModel;
  readonly loss: LossType;
  readonly optimizer: OptimizerSpec;
  readonly metrics: readonly MetricType[];
  /** Null: gradients are taken as they are. */
  readonly clip: ClipSpec | null;
  readonly data: PlanData;
}

/** Name of the resident targets: int32 [rows] or float32 [rows, outputs]. */
export const residentTargets = 'data/targets';

/** Name of a resident array that inputs read. */
export function residentInput(array: string): string {
  return `data/inputs/${array}`;
}

/** Every name of the resident data. */
export function residentNames({ inputs }: PlanData): string[] {
  return [...new Set(inputs.map(({ resident }) => resident)), residentTargets];
}
