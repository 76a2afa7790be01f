/** Every way of averaging weights. To add one: a file here and a line below. */
import { optionsOf, type Item } from '../items.ts';
import { ema } from './ema.ts';
import { swa } from './swa.ts';
import type { AveragingDefinition, AveragingMoment } from './definition.ts';

const definitions = { ema, swa };

export type AveragingType = keyof typeof definitions;
export type AveragingSpec = Item<AveragingType>;

// Each definition is checked against its own fields; here they are met by options that their own schemas made.
export const averagings = definitions as unknown as Readonly<Record<AveragingType, AveragingDefinition>>;

export const averagingTypes = Object.keys(definitions) as readonly AveragingType[];

/** Averaging as the loop follows it. */
export interface Averaging {
  readonly after: AveragingDefinition['after'];
  share(moment: AveragingMoment): number;
}

export function averagingOf(item: AveragingSpec): Averaging {
  const { after, share } = averagings[item.type];
  const options = optionsOf(item);
  return { after, share: (moment) => share(moment, options) };
}
