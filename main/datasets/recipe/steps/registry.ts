/** Every step that a recipe can have. To add one: a file here and a line below. */
import { bagOfWords } from './bag-of-words.ts';
import { bin } from './bin.ts';
import { clip } from './clip.ts';
import { dateParts } from './date-parts.ts';
import { hashing } from './hashing.ts';
import { impute } from './impute.ts';
import { indicator } from './indicator.ts';
import { log } from './log.ts';
import { minmax } from './minmax.ts';
import { onehot } from './onehot.ts';
import { ordinal } from './ordinal.ts';
import { power } from './power.ts';
import { refuseMissing } from './refuse-missing.ts';
import { robust } from './robust.ts';
import { standardize } from './standardize.ts';
import { target } from './target.ts';
import { tokens } from './tokens.ts';

export const recipeSteps = {
  bagOfWords,
  bin,
  clip,
  dateParts,
  hashing,
  impute,
  indicator,
  log,
  minmax,
  onehot,
  ordinal,
  power,
  refuseMissing,
  robust,
  standardize,
  target,
  tokens,
};

export type RecipeStepName = keyof typeof recipeSteps;
