/** Every command there is. To add one: a file here and a line below. */
import type { CommandRegistration } from '../command.ts';
import { compare } from './compare.ts';
import { datasets } from './datasets.ts';
import { disk } from './disk.ts';
import { doctor } from './doctor.ts';
import { folder } from './folder.ts';
import { models } from './models.ts';
import { predict } from './predict.ts';
import { preflight } from './preflight.ts';
import { runs } from './runs.ts';
import { serve } from './serve.ts';
import { train } from './train.ts';

export const commands: readonly CommandRegistration[] = [
  train,
  preflight,
  predict,
  runs,
  compare,
  datasets,
  models,
  disk,
  doctor,
  folder,
  serve,
];
