/** The option that every optimizer has. */
import { number, type NumberField } from '../../models/fields.ts';

/** From 0 to 1e12: absurd rates are allowed, since a run that diverges says so. */
export function learningRateField(initial: number): NumberField {
  return number({ default: initial, minimum: 0, maximum: 1e12 });
}
