/** Every way of drawing test rows, by its name in `data.split.method`. */
import type { SplitSpec } from '../spec.ts';
import type { SplitMethod } from './method.ts';
import { column } from './column.ts';
import { grouped } from './grouped.ts';
import { kfold } from './kfold.ts';
import { random } from './random.ts';
import { stratified } from './stratified.ts';
import { time } from './time.ts';

export const splitMethods: Readonly<Record<SplitSpec['method'], SplitMethod>> = {
  random,
  stratified,
  grouped,
  time,
  kfold,
  column,
};
