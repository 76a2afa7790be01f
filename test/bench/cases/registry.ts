/** Every benchmark there is. To add one: a file here and a line below. */
import type { BenchCase } from '../case.ts';
import { irisEpoch } from './iris-epoch.ts';

export const cases: readonly BenchCase[] = [irisEpoch];
