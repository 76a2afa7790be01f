/** Names of steps, their options and what they learn: the catalogue's. */
import type { LearntFact } from '../../../../main/api/contract/index.ts';
import type { I18n } from '../../../i18n.svelte.ts';

export function stepLabel(i18n: I18n, step: string): string {
  return i18n.textOr(`recipe.step.${step}`, step);
}

export function stepAbout(i18n: I18n, step: string): string {
  return i18n.textOr(`recipe.about.${step}`, '');
}

export function stepOptionLabel(i18n: I18n, name: string): string {
  return i18n.textOr(`recipe.option.${name}`, name);
}

export function factLabel(i18n: I18n, name: string): string {
  return i18n.textOr(`recipe.fact.${name}`, name);
}

/** `-0.51, 1.2 … (12)`. */
export function factText(i18n: I18n, { values, count }: LearntFact): string {
  const texts = values.map((value) => {
    if (typeof value === 'number') return i18n.significant(value);
    if (typeof value === 'boolean') return i18n.t(value ? 'common.yes' : 'common.no');
    return value ?? '–';
  });
  return `${texts.join(', ')}${count > values.length ? ` … (${i18n.number(count)})` : ''}`;
}
