/** A column says of each row which part it belongs to: `train`, `validation` or `test`. */
import { UserError } from '../../base/errors.ts';
import type { Block } from '../recipe/blocks.ts';
import type { SplitMethod } from './method.ts';

const words: Readonly<Partial<Record<string, 'train' | 'validation' | 'test'>>> = {
  train: 'train',
  training: 'train',
  validation: 'validation',
  valid: 'validation',
  val: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
};

export const column: SplitMethod = {
  column: 'readAndLeftOut',
  draw({ column: given }) {
    const values = requireColumn(given, 'column');
    const parts = { train: new Array<number>(), validation: new Array<number>(), test: new Array<number>() };
    values.values.forEach((value: string | number | null, row: number) => {
      const part = typeof value === 'string' ? words[value.trim().toLowerCase()] : undefined;
      if (part === undefined) {
        const params = { column: values.name, row, value: value === null ? '' : String(value) };
        const location = { column: values.name, row };
        throw new UserError('datasets.splitWord', params, { path: 'data.split.by', location });
      }
      parts[part].push(row);
    });
    return {
      test: Int32Array.from(parts.test),
      remainder: Int32Array.from(parts.train),
      validation: Int32Array.from(parts.validation),
    };
  },
};

/** The column of a method that needs one. */
export function requireColumn(given: Block | null, method: string): Block {
  if (given === null) throw new UserError('datasets.splitColumnNeeded', { method }, { path: 'data.split.by' });
  return given;
}
