/** A fitted recipe: JSON, kept with the run, and enough to prepare new rows for a prediction. */
import { z } from 'zod';
import { columnKindSchema } from '../types.ts';
import { recipeSteps, type RecipeStepName } from './steps/registry.ts';

/** What some step learnt. */
export type FittedStep = { [N in RecipeStepName]: z.infer<(typeof recipeSteps)[N]['schema']> }[RecipeStepName];

const fittedStepSchema: z.ZodType<FittedStep> = z.union(
  Object.values(recipeSteps).map((step): z.ZodType<FittedStep> => step.schema),
);

export const fittedColumnSchema = z.object({
  column: z.string(),
  kind: columnKindSchema,
  /** How its cells enter the recipe. */
  read: z.enum(['numbers', 'texts']),
  /** Stage by stage: for each stage what was learnt for every part that the stages before have made of the column. */
  stages: z.array(z.array(fittedStepSchema)),
  /** Names of the features that it becomes, in order. */
  outputs: z.array(z.string()),
});
export type FittedColumn = z.infer<typeof fittedColumnSchema>;

export const fittedRecipeSchema = z.object({
  recipe: z.literal(2),
  columns: z.array(fittedColumnSchema),
});
export type FittedRecipe = z.infer<typeof fittedRecipeSchema>;
