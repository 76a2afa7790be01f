/**
 * Options of layers, optimizers and the like, declared once: from a field come its check with its message, its type
 * and its place in the builder's form.
 */
import { z } from 'zod';
import { nearestName } from '../base/nearest.ts';
import { report, reportUnknownFields, showValue, type ProblemContext } from './problems.ts';

export interface IntegerField<Word extends string = string> {
  readonly kind: 'integer';
  /** Used where the option is left out; for a required option what a form begins with. */
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Words allowed instead of a number. */
  readonly words: readonly Word[];
  readonly required: boolean;
}

export interface NumberField {
  readonly kind: 'number';
  readonly default: number;
  /** Both bounds are allowed values. NaN and infinities never are. */
  readonly minimum: number;
  readonly maximum: number;
  readonly required: boolean;
}

export interface ChoiceField<Choice extends string = string> {
  readonly kind: 'choice';
  readonly default: Choice;
  readonly choices: readonly Choice[];
  readonly required: boolean;
}

export interface BooleanField {
  readonly kind: 'boolean';
  readonly default: boolean;
  readonly required: boolean;
}

/** A whole number for each of several axes: a list, or one number that stands for all of them. */
export interface IntegersField {
  readonly kind: 'integers';
  readonly default: number | readonly number[];
  readonly minimum: number;
  readonly maximum: number;
  /** How many numbers a list may have. */
  readonly lengths: readonly number[];
  /** Whether one number may stand in the place of a list. */
  readonly single: boolean;
  readonly required: boolean;
}

export type Field = IntegerField | NumberField | ChoiceField | BooleanField | IntegersField;
export type Fields = Readonly<Record<string, Field>>;
export type FieldValue = number | string | boolean | readonly number[];

type ValueOf<One extends Field> =
  One extends IntegerField<infer Word>
    ? number | Word
    : One extends NumberField
      ? number
      : One extends ChoiceField<infer Choice>
        ? Choice
        : One extends IntegersField
          ? number | readonly number[]
          : boolean;

/** The options that a record of fields describes, every default filled in. */
export type OptionsOf<All extends Fields> = { readonly [Name in keyof All]: ValueOf<All[Name]> };

/** A field as the builder's form draws it. */
export type FieldDescriptor = { readonly name: string } & Field;

export function integer<Word extends string = never>(field: {
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly words?: readonly Word[];
  readonly required?: boolean;
}): IntegerField<Word> {
  return { kind: 'integer', words: [], required: false, ...field };
}

export function number(field: {
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly required?: boolean;
}): NumberField {
  return { kind: 'number', required: false, ...field };
}

export function choice<Choice extends string>(field: {
  readonly default: Choice;
  readonly choices: readonly Choice[];
  readonly required?: boolean;
}): ChoiceField<Choice> {
  return { kind: 'choice', required: false, ...field };
}

export function boolean(field: { readonly default: boolean }): BooleanField {
  return { kind: 'boolean', required: false, ...field };
}

export function integers(field: {
  readonly default: number | readonly number[];
  readonly minimum: number;
  readonly maximum: number;
  readonly lengths: readonly number[];
  readonly single?: boolean;
  readonly required?: boolean;
}): IntegersField {
  return { kind: 'integers', single: true, required: false, ...field };
}

export function describeFields(fields: Fields): FieldDescriptor[] {
  return Object.entries(fields).map(([name, field]) => ({ name, ...field }));
}

/** Reports a value that the field does not allow. */
function check(field: Field, value: unknown, context: ProblemContext): void {
  const found = showValue(value);
  switch (field.kind) {
    case 'integer': {
      const { minimum, maximum, words } = field;
      if (typeof value === 'string' && words.includes(value)) return;
      if (Number.isInteger(value) && inRange(value, minimum, maximum)) return;
      const params = { minimum, maximum, found };
      if (words.length === 0) report(context, 'models.expectedInteger', params);
      else report(context, 'models.expectedIntegerOrWord', { ...params, words: words.join(', ') });
      return;
    }
    case 'number': {
      const { minimum, maximum } = field;
      if (Number.isFinite(value) && inRange(value, minimum, maximum)) return;
      report(context, 'models.expectedNumber', { minimum, maximum, found });
      return;
    }
    case 'choice': {
      if (typeof value === 'string' && field.choices.includes(value)) return;
      const nearest = typeof value === 'string' ? nearestName(value, field.choices) : null;
      report(context, 'models.expectedChoice', { choices: field.choices.join(', '), nearest, found });
      return;
    }
    case 'boolean':
      if (typeof value !== 'boolean') report(context, 'models.expectedBoolean', { found });
      return;
    case 'integers': {
      const { minimum, maximum, lengths, single } = field;
      const list: readonly unknown[] = Array.isArray(value) ? value : [value];
      const counted = Array.isArray(value) ? lengths.includes(list.length) : single;
      if (counted && list.every((one) => Number.isInteger(one) && inRange(one, minimum, maximum))) return;
      const params = { minimum, maximum, lengths: lengths.join(', '), found };
      report(context, single ? 'models.expectedIntegerOrIntegers' : 'models.expectedIntegers', params);
      return;
    }
    default:
      field satisfies never;
  }
}

function inRange(value: unknown, minimum: number, maximum: number): boolean {
  return typeof value === 'number' && value >= minimum && value <= maximum;
}

/** The zod schema of one field: its default where it is left out, unless it is required. */
export function fieldSchema<One extends Field>(field: One): z.ZodType<ValueOf<One>> {
  return z
    .unknown()
    .optional()
    .transform((given, context) => {
      const value = given === undefined && !field.required ? field.default : given;
      check(field, value, context);
      return value as ValueOf<One>;
    });
}

/** An object with exactly these parts; a key that none of them reads is reported with the one probably meant. */
export function strictObject<Shape extends z.ZodRawShape>(shape: Shape, alsoKnown: readonly string[] = []) {
  const known = [...alsoKnown, ...Object.keys(shape)];
  return z.looseObject(shape).superRefine((value, context) => {
    reportUnknownFields(context, value, known);
  });
}

/**
 * The schema of an item written as `{"type": …, …options}`: the options are those of its fields.
 * `alsoKnown` are keys of the item that others read, such as `id` and `inputs` of a model's node.
 */
export function optionsSchema<All extends Fields>(
  fields: All,
  alsoKnown: readonly string[] = ['type'],
): z.ZodType<OptionsOf<All>> {
  const shape = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)]));
  return strictObject(shape, alsoKnown).transform(
    (value) => Object.fromEntries(Object.keys(fields).map((name) => [name, value[name]])) as OptionsOf<All>,
  );
}

/** Every default of the fields: what a new item begins with. */
export function defaultOptions<All extends Fields>(fields: All): OptionsOf<All> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.default])) as OptionsOf<All>;
}
