/** What a way of augmenting images must say about itself. */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';
import type { ChoiceField, NumberField } from '../../models/fields.ts';
import type { AffineMap, ImageExtent } from './affine.ts';

/** Independent numbers, at least 0 and below 1. */
export interface Draws {
  uniform(): number;
}

export type AmountField = NumberField | ChoiceField;

interface Definition {
  /** In plain text, as the documentation shows it. */
  readonly formula: string;
  /** How much of it there is at most. Its default is nothing. */
  readonly field: AmountField;
}

/** Moves the points of an image. All movements of an image are put together, and it is read once. */
export interface MovementDefinition extends Definition {
  readonly kind: 'movement';
  /** Where the points of one image go. `amount` is a value of the field that is not its default. */
  draw(random: Draws, amount: number | string, size: ImageExtent): AffineMap;
}

export interface ColoringContext {
  readonly builder: GraphBuilder;
  /** float32 [batch, channels, height, width], from 0 to 255; 1 channel or 3. */
  readonly images: Value;
  /** float32 [batch, 1, 1, 1]: what was drawn for each image. */
  readonly factor: Value;
}

/** Changes the values of pixels where they are. */
export interface ColoringDefinition extends Definition {
  readonly kind: 'coloring';
  /** Whether it does something to images of one channel. */
  readonly grey: boolean;
  draw(random: Draws, amount: number | string): number;
  /** May leave the range of 0 to 255, to which its result is cut. */
  apply(context: ColoringContext): Value;
}

export type AugmentationDefinition = MovementDefinition | ColoringDefinition;

/** From −amount to amount. */
export function within(random: Draws, amount: number | string): number {
  return (2 * random.uniform() - 1) * Number(amount);
}

/** From 1 − amount to 1 + amount. */
export function around(random: Draws, amount: number | string): number {
  return 1 + within(random, amount);
}
