/** What flows through a recipe: one column of numbers (NaN is missing) or of texts (null is missing). */
import { BugError } from '../../base/errors.ts';

export interface NumberBlock {
  readonly kind: 'numbers';
  readonly name: string;
  readonly values: Float64Array;
  /** Whether it is a feature as it is: the steps that follow leave it alone (a 0/1 column has no scale to mend). */
  readonly final?: boolean;
}

export interface TextBlock {
  readonly kind: 'texts';
  readonly name: string;
  readonly values: readonly (string | null)[];
}

export type Block = NumberBlock | TextBlock;

export function numbersOf(block: Block): Float64Array {
  if (block.kind !== 'numbers') throw new BugError(`${block.name} is not a column of numbers`);
  return block.values;
}

export function textsOf(block: Block): readonly (string | null)[] {
  if (block.kind !== 'texts') throw new BugError(`${block.name} is not a column of texts`);
  return block.values;
}

/** Cells as categories: texts as they are, numbers as they are written. */
export function categoryTexts(block: Block): readonly (string | null)[] {
  if (block.kind === 'texts') return block.values;
  return Array.from(block.values, (value) => (Number.isNaN(value) ? null : String(value)));
}

/** A column of numbers that keeps its name. */
export function numberBlock(name: string, values: Float64Array, final = false): NumberBlock {
  return { kind: 'numbers', name, values, ...(final ? { final } : {}) };
}

/** Applies a function to each number; what is missing stays so. */
export function mapNumbers(block: Block, change: (value: number) => number): Block[] {
  const values = numbersOf(block).map((value) => (Number.isNaN(value) ? value : change(value)));
  return [numberBlock(block.name, values)];
}

/** The values of the given rows, in their order. */
export function numbersAt(values: Float64Array, rows: Int32Array): Float64Array {
  // A tenth of the time that Float64Array.from takes.
  const taken = new Float64Array(rows.length);
  for (let index = 0; index < rows.length; index += 1) taken[index] = values[rows[index] ?? 0] ?? NaN;
  return taken;
}

/** The block of the given rows alone. */
export function takeRows(block: Block, rows: Int32Array): Block {
  if (block.kind === 'numbers') return { ...block, values: numbersAt(block.values, rows) };
  return { ...block, values: Array.from(rows, (row) => block.values[row] ?? null) };
}

/** The block with other values in the given rows, which `own` has in their order. */
export function putRows(block: Block, own: Block | undefined, rows: Int32Array): Block {
  if (block.kind !== 'numbers' || own?.kind !== 'numbers') throw new BugError(`${block.name} is not made of numbers`);
  const values = block.values.slice();
  rows.forEach((row, index) => (values[row] = own.values[index] ?? NaN));
  return { ...block, values };
}

/** Order by Unicode code points: Python's and DuckDB's, which JavaScript's own is not. */
export function compareCodePoints(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index++) {
    const difference = fixUp(one.charCodeAt(index)) - fixUp(other.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

/** Moves surrogates above the rest of the basic plane, where the code points that they stand for belong. */
function fixUp(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
