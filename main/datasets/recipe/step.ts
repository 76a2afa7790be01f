/** What a step of a recipe is: chosen with options, learnt on the training rows, applied to all rows and to new ones. */
import type { z } from 'zod';
import type { Block } from './blocks.ts';

/** What applying a step may find out. */
export interface ApplyReport {
  /** A value that the training rows did not have. */
  unseen(column: string, value: string | null, row: number): void;
}

/** What a step may know beside its column, all of it of the training rows. */
export interface FitContext {
  /** The target, row for row with the block: a number, or the class's number. Null where there is none to look at. */
  readonly target: FitTarget | null;
}

export interface FitTarget {
  readonly values: ArrayLike<number>;
  /** Number of classes; null for a target of numbers. */
  readonly classes: number | null;
}

/** What a step is for: how an editor groups them. */
export type StepCategory = 'missing' | 'scale' | 'reshape' | 'encode' | 'date' | 'text';

/**
 * `Options` are what a person writes, `{"step": "clip", "maximum": 10}`; `Fitted` is what was learnt. Both are plain
 * JSON with the step's name in `step`. `apply` turns one block into those that replace it, row for row; it is pure and
 * looks at nothing but its arguments.
 */
export interface RecipeStep<Options extends { readonly step: string }, Fitted extends { readonly step: string }> {
  /** Which cells it takes. */
  readonly takes: 'numbers' | 'texts' | 'both';
  readonly category: StepCategory;
  /** What becomes of a cell `x`, in one line. */
  readonly formula: string;
  /** Where it comes from: a paper, or the library whose results it gives. */
  readonly source: string | null;
  readonly options: z.ZodType<Options>;
  /** What a new step is told by an editor, where it does nothing untold. */
  readonly begin?: Readonly<Partial<Options>>;
  readonly schema: z.ZodType<Fitted>;
  /** `block` has the training rows alone. */
  fit(block: Block, options: Options, context: FitContext): Fitted;
  apply(fitted: Fitted, block: Block, report: ApplyReport): Block[];
  /**
   * What the training rows themselves become, for a step that must not show a row its own target. Default: as `apply`.
   * Gives blocks of the training rows alone.
   */
  applyToTraining?(fitted: Fitted, block: Block, options: Options, context: FitContext): Block[];
}

/** Keeps the types of a step's options and of what it learns. */
export function defineStep<Options extends { readonly step: string }, Fitted extends { readonly step: string }>(
  step: RecipeStep<Options, Fitted>,
): RecipeStep<Options, Fitted> {
  return step;
}
