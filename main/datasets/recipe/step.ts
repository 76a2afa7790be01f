/** What a step of a recipe is: learnt on the training rows, applied to all rows and to new ones. */
import type { z } from 'zod';
import type { PreprocessSpec } from '../spec.ts';
import type { Block } from './blocks.ts';

/** What applying a step may find out. */
export interface ApplyReport {
  /** A value that the training rows did not have. */
  unseen(column: string, value: string | null, row: number): void;
}

/**
 * `Fitted` is plain JSON with the step's name in `step`. `apply` turns one block into those that replace it, row for
 * row; it is pure and looks at nothing but its arguments.
 */
export interface RecipeStep<Fitted extends { readonly step: string }> {
  readonly schema: z.ZodType<Fitted>;
  /** `block` has the training rows alone. */
  fit(block: Block, spec: PreprocessSpec): Fitted;
  apply(fitted: Fitted, block: Block, report: ApplyReport): Block[];
}
