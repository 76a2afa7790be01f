/** What a plan is compiled from: a checked model, the settings that shape its programs, and what is known of the data. */
import type { FieldValue } from '../../models/fields.ts';
import type { CheckedModel } from '../../models/build.ts';
import type { ModelData } from '../../models/resolve.ts';
import type { AugmentSpec } from '../augmentation/registry.ts';
import type { AveragingSpec } from '../averaging/registry.ts';
import type { ClipSpec } from '../clipping/registry.ts';
import type { LossType } from '../losses/registry.ts';
import type { MetricSpec } from '../metric-setting.ts';
import type { OptimizerType } from '../optimizers/registry.ts';

export interface OptimizerSpec {
  readonly type: OptimizerType;
  readonly options: Readonly<Record<string, FieldValue>>;
}

/** The resident targets of one output. */
export type PlanTarget = {
  /** Name of the resident tensor: int32 [rows] of classes, or float32 [rows, outputs]. */
  readonly resident: string;
} & (
  | {
      readonly kind: 'categorical';
      readonly classes: number;
      /** Names of the classes and how many training rows have each: what class weights are worked out from. */
      readonly names?: readonly string[];
      readonly counts?: readonly number[];
    }
  | {
      readonly kind: 'labels' | 'regression';
      readonly outputs: number;
      /** By output: the standard deviation that the targets were divided by, 1 where they were not. */
      readonly scales: readonly number[];
      /** By output, the mean of the training targets as they are stored; left out: 0. */
      readonly centers?: readonly number[];
    }
);

/** The model is given `length` rows on end, [length, …shape]. */
export interface PlanWindow {
  readonly length: number;
  /** Name of a resident tensor, int32 [rows, 1]: for every row that may be asked for, the first row of its window. */
  readonly starts: string;
}

/** What one input of the model reads: a resident tensor `[rows, …shape]`, narrow as it is stored. */
export type PlanInput = {
  /** Id of the model's input. */
  readonly id: string;
  /** Name of the resident tensor; several inputs may read one. */
  readonly resident: string;
  /** Whether the tensor is not resident: every batch is fed what its rows have, under the same name. */
  readonly streamed?: boolean;
  /** Shape of one row of the tensor. */
  readonly shape: readonly number[];
  /** The columns that the input takes of a row that is a vector, in this order; left out: all. */
  readonly columns?: readonly number[];
  /** Left out: the model is given one row, the one that is asked for. */
  readonly window?: PlanWindow;
} & (
  | { readonly dtype: 'float32' | 'int32' }
  /** The model is given float32 `stored · scale + offset`, computed in the graph; a list has a number per channel. */
  | {
      readonly dtype: 'uint8';
      readonly scale: number | readonly number[];
      readonly offset: number | readonly number[];
      /** Whether the bytes are the pixels of an image [height, width, channels], which may be augmented. */
      readonly image?: boolean;
    }
);

export interface PlanData {
  /** Rows of the resident data set. */
  readonly rows: number;
  /** One for each input of the model. */
  readonly inputs: readonly PlanInput[];
  /** By output of the model. */
  readonly targets: Readonly<Record<string, PlanTarget>>;
  /** Name of the resident sample weights, float32 [rows]; left out: every row weighs 1. */
  readonly sampleWeights?: string;
}

/** The shape of one row, or of one window, as the model is given it. */
export function inputShape({ shape, columns, window }: PlanInput): readonly number[] {
  const row = columns === undefined ? shape : [columns.length];
  return window === undefined ? row : [window.length, ...row];
}

/** What the model is resolved on. */
export function modelDataOf({ inputs, targets }: PlanData): ModelData {
  const classes = Object.entries(targets).flatMap(([output, target]): [string, number][] =>
    target.kind === 'categorical' ? [[output, target.classes]] : [],
  );
  const [only, ...others] = Object.keys(targets);
  return {
    inputShapes: Object.fromEntries(inputs.map((input) => [input.id, inputShape(input)])),
    classes: only !== undefined && others.length > 0 ? Object.fromEntries(classes) : (classes[0]?.[1] ?? null),
  };
}

/** What one output of the model is judged by. */
export interface Objective {
  /** The model's output: id of its node. */
  readonly output: string;
  /** What its results are called, before `_`: `price_mae`; null where it is the only one. */
  readonly name: string | null;
  readonly loss: { readonly type: LossType; readonly options: Readonly<Record<string, FieldValue>> };
  /** Its share in the loss that is minimised. */
  readonly weight: number;
  readonly target: PlanTarget;
  readonly metrics: readonly MetricSpec[];
  /** By class, what the weights of its rows are multiplied by in the loss; null: nothing. */
  readonly classWeights: readonly number[] | null;
}

export interface PlanRequest {
  readonly model: CheckedModel;
  /** One for each output, in the model's order. */
  readonly objectives: readonly Objective[];
  readonly optimizer: OptimizerSpec;
  /** Null: gradients are taken as they are. */
  readonly clip: ClipSpec | null;
  /** Whether several batches make one update: gradients are then gathered by `gradients` and used by `apply`. */
  readonly accumulates: boolean;
  /** What training steps do to images before the model sees them; null: nothing. */
  readonly augment: AugmentSpec | null;
  /** Null: models are judged by the parameters as they are. */
  readonly averaging: AveragingSpec | null;
  /** Whether updates give out the norms of each layer. */
  readonly layerNorms: boolean;
  readonly data: PlanData;
}

/** Name of a resident array that inputs read. */
export function residentInput(array: string): string {
  return `data/inputs/${array}`;
}

/** Name of the resident targets of an array. */
export function residentTarget(array: string): string {
  return `data/targets/${array}`;
}

/** Name of the resident beginnings of windows. */
export const residentWindows = 'data/windows';

export const residentWeights = 'data/weights';

/** Every name of the resident data. */
export function residentNames({ inputs, targets, sampleWeights }: PlanData): string[] {
  const held = inputs.filter(({ streamed }) => streamed !== true);
  const names = [...held, ...Object.values(targets)].map(({ resident }) => resident);
  const starts = inputs.flatMap(({ window }) => (window === undefined ? [] : [window.starts]));
  return [...new Set([...names, ...starts, ...(sampleWeights === undefined ? [] : [sampleWeights])])];
}
