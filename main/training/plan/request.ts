/** What a plan is compiled from: a checked model, the settings that shape its programs, and what is known of the data. */
import type { FieldValue } from '../../models/fields.ts';
import type { CheckedModel } from '../../models/build.ts';
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

export interface PlanData {
  /** Rows of the resident data set. */
  readonly rows: number;
  /** Shape of one row of the input. */
  readonly inputShape: readonly number[];
  readonly target: PlanTarget;
}

export interface PlanRequest {
  readonly model: CheckedModel;
  readonly loss: LossType;
  readonly optimizer: OptimizerSpec;
  readonly metrics: readonly MetricType[];
  /** Gradients are scaled down to this L2 norm, all of them together, when it is larger; null: never. */
  readonly clipNorm: number | null;
  readonly data: PlanData;
}

/** Names of the resident data. */
export const residentNames = {
  /** float32 [rows, …inputShape]. */
  features: 'data/features',
  /** int32 [rows] or float32 [rows, outputs]. */
  targets: 'data/targets',
} as const;
