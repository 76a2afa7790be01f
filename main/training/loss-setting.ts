/** The loss of a training section: a word, an item with its options, or one of these for each output. */
import { z } from 'zod';
import { nearestName } from '../base/nearest.ts';
import { choice, number, fieldSchema, optionsSchema, type Fields, type FieldValue } from '../models/fields.ts';
import { report, showValue } from '../models/problems.ts';
import type { TargetKind } from './losses/definition.ts';
import { isLossType, losses, lossTypes, type LossType } from './losses/registry.ts';

/** `balanced`: rows / (classes · rows of the class), as scikit-learn. Otherwise by the class's name; one left out has 1. */
export type ClassWeights = 'none' | 'balanced' | Readonly<Record<string, number>>;

export type LossSettings = { readonly type: LossType } & Readonly<
  Record<string, FieldValue | Readonly<Record<string, number>>>
>;

/** As a run records it: a word where every option has its default. */
export type LossSetting = LossType | LossSettings;

export interface LossSpec {
  readonly type: LossType;
  readonly options: Readonly<Record<string, FieldValue>>;
  readonly classWeights: ClassWeights;
}

const classWeightsField = choice({ default: 'none', choices: ['none', 'balanced'] });
const classWeight = number({ default: 1, minimum: 1e-9, maximum: 1e9, required: true });

/** What it makes of its target. */
export function targetKindOf(type: LossType): TargetKind {
  return losses[type].target;
}

/** Whether it judges classes, whose rows may then weigh differently. */
function isOfClasses(type: LossType): boolean {
  return targetKindOf(type) === 'categorical';
}

/** The options of a loss that a form shows; class weights by name are written by hand. */
export function lossFields(type: LossType): Fields {
  return isOfClasses(type) ? { ...losses[type].fields, classWeights: classWeightsField } : losses[type].fields;
}

/** A setting with every option filled in. */
export function lossSpec(setting: LossSetting): LossSpec {
  const { type, classWeights = 'none', ...given } = typeof setting === 'string' ? { type: setting } : setting;
  const options = optionsSchema(losses[type].fields).parse(given);
  return { type, options, classWeights: classWeights as ClassWeights };
}

const classWeightsSchema = z
  .unknown()
  .optional()
  .transform((given, context): ClassWeights => {
    const schema: z.ZodType<ClassWeights> =
      typeof given === 'object' && given !== null && !Array.isArray(given)
        ? z.record(z.string(), fieldSchema(classWeight))
        : fieldSchema(classWeightsField);
    const parsed = schema.safeParse(given, { reportInput: true });
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) context.addIssue(issue as never);
    return z.NEVER;
  });

/** One loss. */
const settingSchema = z.unknown().transform((given, context): LossSetting => {
  const isItem = typeof given === 'object' && given !== null && !Array.isArray(given);
  const item: Readonly<Record<string, unknown>> = isItem ? { ...given } : { type: given };
  const { type } = item;
  if (!isLossType(type)) {
    const nearest = typeof type === 'string' ? nearestName(type, lossTypes) : null;
    const params = { choices: lossTypes.join(', '), nearest, found: showValue(type) };
    report(context, 'models.expectedChoice', params, isItem ? ['type'] : []);
    return z.NEVER;
  }
  const { fields } = losses[type];
  const weighs = isOfClasses(type);
  const schema = z.intersection(
    optionsSchema(fields, ['type', 'classWeights']),
    z
      .looseObject(weighs ? { classWeights: classWeightsSchema } : {})
      .transform(({ classWeights }) => ({ classWeights })),
  );
  const parsed = schema.safeParse(item, { reportInput: true });
  for (const issue of parsed.error?.issues ?? []) context.addIssue(issue as never);
  if (!weighs && item['classWeights'] !== undefined) {
    report(context, 'training.noClassWeights', { loss: type }, ['classWeights']);
  }
  if (!parsed.success) return z.NEVER;
  const { classWeights, ...options } = parsed.data as Readonly<Record<string, FieldValue>> & {
    classWeights?: ClassWeights;
  };
  const plain = Object.entries(fields).every(([name, field]) => options[name] === field.default);
  if (plain && (classWeights ?? 'none') === 'none') return type;
  return weighs && classWeights !== undefined ? { ...options, type, classWeights } : { ...options, type };
});

/** An object without a type is a loss for each output. */
export const lossSchema: z.ZodType<LossSetting | Readonly<Record<string, LossSetting>>> = z
  .unknown()
  .transform((given, context) => {
    const isItem = typeof given !== 'object' || given === null || Array.isArray(given) || 'type' in given;
    const schema: z.ZodType<LossSetting | Record<string, LossSetting>> =
      isItem || Object.keys(given).length === 0 ? settingSchema : z.record(z.string(), settingSchema);
    const parsed = schema.safeParse(given, { reportInput: true });
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) context.addIssue(issue as never);
    return z.NEVER;
  });

/** Each loss with the output that it is for: null is the only one. */
export function lossEntries(
  loss: LossSetting | Readonly<Record<string, LossSetting>>,
): readonly (readonly [string | null, LossSetting])[] {
  return isSetting(loss) ? [[null, loss]] : Object.entries(loss);
}

function isSetting(loss: LossSetting | Readonly<Record<string, LossSetting>>): loss is LossSetting {
  return typeof loss === 'string' || isLossType(loss['type']);
}
