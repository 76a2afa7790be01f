/** What a way of averaging weights must say about itself: when the average takes the weights in, and with which share. */
import type { Fields, OptionsOf } from '../../models/fields.ts';

/** Where training stands when the average takes the weights in. */
export interface AveragingMoment {
  /** Epochs finished before this one. */
  readonly epoch: number;
  /** Updates made before this one, since training began. */
  readonly update: number;
}

export interface AveragingDefinition<All extends Fields = Fields> {
  /** In plain text, as the form shows it. */
  readonly formula: string;
  readonly fields: All;
  /** After what the average takes the weights in. */
  readonly after: 'update' | 'epoch';
  /**
   * Share of the new weights in the average, 0 to 1, a function of the moment alone: the same after a resume. At 1 the
   * average is the weights themselves, as it must be until averaging begins, for models are judged by the average.
   */
  share(moment: AveragingMoment, options: OptionsOf<All>): number;
}

/** Checks a definition against its own fields, and keeps their types for its methods. */
export function defineAveraging<All extends Fields>(definition: AveragingDefinition<All>): AveragingDefinition<All> {
  return definition;
}
