/** Steps as a person writes them: `{"step": "clip", "quantiles": [0.01, 0.99]}`. */
import { z } from 'zod';
import { recipeSteps, type RecipeStepName } from './steps/registry.ts';

/** A step with every option filled in. */
export type StepOptions = { [Name in RecipeStepName]: z.output<(typeof recipeSteps)[Name]['options']> }[RecipeStepName];

const stepNames = Object.keys(recipeSteps) as [RecipeStepName, ...RecipeStepName[]];

/** Picks the step by its name first, so that what is said about an option is said by its own step. */
export const stepOptionsSchema: z.ZodType<StepOptions> = z
  .looseObject({ step: z.enum(stepNames) })
  .transform((given, context) => {
    const parsed = recipeSteps[given.step].options.safeParse(given, { reportInput: true });
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) context.addIssue(issue as never);
    return z.NEVER;
  });

/** A step of ours with its defaults. */
export function stepOptions(step: { readonly step: RecipeStepName } & Readonly<Record<string, unknown>>): StepOptions {
  return stepOptionsSchema.parse(step);
}
