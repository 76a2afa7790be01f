/** What an editor draws of each step: read from the schema by which its options are checked, so that the two are one. */
import { z } from 'zod';
import { BugError } from '../../base/errors.ts';
import type { RecipeStep } from './step.ts';
import { recipeSteps, type RecipeStepName } from './steps/registry.ts';

export type StepField = { readonly name: string } & (
  | {
      readonly kind: 'integer' | 'number';
      /** Null: it may be left out. */
      readonly default: number | null;
      readonly minimum: number;
      readonly maximum: number;
    }
  | { readonly kind: 'choice'; readonly default: string; readonly choices: readonly string[] }
  | { readonly kind: 'boolean'; readonly default: boolean }
  /** One or more of the choices, in the order that a person gives them. */
  | { readonly kind: 'choices'; readonly default: readonly string[]; readonly choices: readonly string[] }
  /** So many numbers, or none. */
  | { readonly kind: 'numbers'; readonly length: number; readonly minimum: number; readonly maximum: number }
  /** One of the choices, or `{"constant": …}`. */
  | { readonly kind: 'choiceOrConstant'; readonly default: string; readonly choices: readonly string[] }
);

export interface StepForm {
  readonly step: RecipeStepName;
  readonly category: string;
  readonly takes: 'numbers' | 'texts' | 'both';
  readonly formula: string;
  readonly source: string | null;
  readonly fields: readonly StepField[];
  /** A new step of the kind, as an experiment file has it. */
  readonly begin: { readonly step: string } & Readonly<Record<string, unknown>>;
}

/** The parts of a JSON schema that options are made of. */
const nodeSchema = z.looseObject({
  type: z.string().optional(),
  default: z.unknown().optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  items: z.unknown().optional(),
  prefixItems: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
});
const optionsSchema = z.object({ properties: z.record(z.string(), nodeSchema) });

/** Numbers that a person writes end here; integers beyond are not exact. */
const widest = { integer: Number.MAX_SAFE_INTEGER, number: Number.MAX_VALUE };

export function stepForms(): StepForm[] {
  return Object.entries(recipeSteps).map(([name, step]) => formOf(name as RecipeStepName, step));
}

type AnyStep = Pick<RecipeStep<never, never>, 'category' | 'takes' | 'formula' | 'source'> & {
  readonly options: z.ZodType;
  readonly begin?: object;
};

function formOf(step: RecipeStepName, { category, takes, formula, source, options, begin }: AnyStep): StepForm {
  const { properties } = optionsSchema.parse(z.toJSONSchema(options, { io: 'input' }));
  const fields = Object.entries(properties)
    .filter(([name]) => name !== 'step')
    .map(([name, node]) => fieldOf(step, name, node));
  return { step, category, takes, formula, source, fields, begin: { step, ...begin } };
}

function fieldOf(step: RecipeStepName, name: string, node: z.infer<typeof nodeSchema>): StepField {
  const { type, enum: choices } = node;
  if (type === 'integer' || type === 'number') {
    const { minimum = -widest[type], maximum = widest[type] } = node;
    return { name, kind: type, default: typeof node.default === 'number' ? node.default : null, minimum, maximum };
  }
  if (type === 'boolean') return { name, kind: 'boolean', default: node.default === true };
  if (choices !== undefined && typeof node.default === 'string') {
    return { name, kind: 'choice', default: node.default, choices };
  }
  const item = nodeSchema.safeParse(node.prefixItems?.[0] ?? node.items ?? node.anyOf?.[0]).data;
  if (node.prefixItems !== undefined && item?.type === 'number') {
    const { minimum = -widest.number, maximum = widest.number } = item;
    return { name, kind: 'numbers', length: node.prefixItems.length, minimum, maximum };
  }
  if (item?.enum !== undefined && type === 'array') {
    return { name, kind: 'choices', default: z.array(z.string()).parse(node.default), choices: item.enum };
  }
  if (item?.enum !== undefined && typeof node.default === 'string') {
    return { name, kind: 'choiceOrConstant', default: node.default, choices: item.enum };
  }
  throw new BugError(`no form can show the option ${name} of the step ${step}`);
}
