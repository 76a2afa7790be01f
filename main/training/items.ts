/** Parts of the training section that are written as `{"type": …, …options}`: an optimizer, a schedule, a clipping. */
import { z } from 'zod';
import { nearestName } from '../base/nearest.ts';
import { optionsSchema, type Fields, type FieldValue } from '../models/fields.ts';
import { report, showValue } from '../models/problems.ts';

export type Item<Type extends string = string> = { readonly type: Type } & Readonly<Record<string, FieldValue>>;

/** The definitions that an item's type chooses from, each with the fields of its options. */
export type ItemDefinitions<Type extends string> = Readonly<Record<Type, { readonly fields: Fields }>>;

/** Checks an item and fills in its options. `whenMissing` stands where the item is left out. */
export function itemSchema<Type extends string>(
  definitions: ItemDefinitions<Type>,
  whenMissing: { readonly type: Type },
): z.ZodType<Item<Type>> {
  const types = Object.keys(definitions) as Type[];
  return z
    .unknown()
    .optional()
    .transform((given, context): Item<Type> => {
      const item = given === undefined ? whenMissing : given;
      if (typeof item !== 'object' || item === null || Array.isArray(item)) {
        report(context, 'models.expectedObject', { found: showValue(item) });
        return z.NEVER;
      }
      const found = (item as { readonly type?: unknown }).type;
      const type = types.find((known) => known === found);
      if (type === undefined) {
        const nearest = typeof found === 'string' ? nearestName(found, types) : null;
        report(context, 'models.expectedChoice', { choices: types.join(', '), nearest, found: showValue(found) }, [
          'type',
        ]);
        return z.NEVER;
      }
      const options = optionsSchema(definitions[type].fields).safeParse(item, { reportInput: true });
      if (options.success) return { type, ...options.data };
      for (const issue of options.error.issues) context.addIssue(issue as never);
      return z.NEVER;
    });
}

/** An item's options without its type. */
export function optionsOf({ type: _type, ...options }: Item): Readonly<Record<string, FieldValue>> {
  return options;
}
