/** Every step that a recipe can have. */
import { impute } from './impute.ts';
import { minmax } from './minmax.ts';
import { onehot } from './onehot.ts';
import { ordinal } from './ordinal.ts';
import { refuseMissing } from './refuse-missing.ts';
import { standardize } from './standardize.ts';

export const recipeSteps = { impute, minmax, onehot, ordinal, refuseMissing, standardize };

export type RecipeStepName = keyof typeof recipeSteps;
