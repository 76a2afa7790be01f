/** Every benchmark there is. To add one: a file here and a line below. */
import type { BenchCase } from '../case.ts';
import { residualConvolutional, smallConvolutional } from './convolutional-networks.ts';
import { denseDigits, irisEpoch } from './dense-networks.ts';
import { convolutionalOnGpu, denseOnGpu } from './on-gpu.ts';
import { compileResidual, firstEpoch, firstEpochCold } from './start.ts';
import { streamDigits, streamTable } from './streaming.ts';
import { importCsv, profileTable, recipePreview } from './tables.ts';

export const cases: readonly BenchCase[] = [
  irisEpoch,
  denseDigits,
  smallConvolutional,
  residualConvolutional,
  denseOnGpu,
  convolutionalOnGpu,
  firstEpoch,
  firstEpochCold,
  compileResidual,
  streamTable,
  streamDigits,
  importCsv,
  profileTable,
  recipePreview,
];
