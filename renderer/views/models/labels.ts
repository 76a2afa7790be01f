/** Names of layers and of their options: the catalogue's where it has them, else the code's own, made readable. */
import type { I18n } from '../../i18n.svelte.ts';

export function layerLabel(i18n: I18n, type: string): string {
  return i18n.textOr(`layer.${type}`, readable(type));
}

/** The label of an option of a layer or an optimizer. */
export function optionLabel(i18n: I18n, owner: string, name: string): string {
  return i18n.textOr(`layer.${owner}.${name}`, i18n.textOr(`option.${name}`, readable(name)));
}

export function categoryLabel(i18n: I18n, category: string): string {
  return i18n.textOr(`models.category.${category}`, readable(category));
}

/** `useBias` → `Use bias`. */
function readable(name: string): string {
  const words = name.replace(/([a-z\d])([A-Z])/gu, '$1 $2');
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}
