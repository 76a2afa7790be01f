/** What names say: which part a folder or an array is for, and how classes are ordered. */
import { compareCodePoints } from '../recipe/blocks.ts';
import type { Part } from './types.ts';

const partNames: Readonly<Record<string, Part>> = {
  train: 'train',
  training: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
  t10k: 'test',
};

/** Endings of files that are taken for plain texts; whether they are shows when they are decoded. */
export function isTextName(path: string): boolean {
  return /\.(txt|text|md)$/iu.test(path);
}

/** The part that a word stands for: `Train`, `t10k`, `val`. */
export function partOf(word: string): Part | null {
  return Object.hasOwn(partNames, word.toLowerCase()) ? (partNames[word.toLowerCase()] ?? null) : null;
}

/** Numbers by size, all else by code point, as for a table's target. */
export function orderClasses(names: Iterable<string>): string[] {
  const distinct = [...new Set(names)];
  const numeric = distinct.every((name) => /^-?\d{1,15}$/u.test(name));
  return distinct.sort((one, other) => (numeric ? Number(one) - Number(other) : 0) || compareCodePoints(one, other));
}
