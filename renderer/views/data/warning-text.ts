/** The sentence of a data warning, and what can be done about it. */
import type { DataWarning } from '../../../main/api/contract/index.ts';
import type { I18n } from '../../i18n.svelte.ts';

export function warningText(i18n: I18n, warning: DataWarning): { readonly message: string; readonly hint: string } {
  const params = { ...warning.params };
  return {
    message: i18n.textOr(`warning.${warning.code}`, `${warning.code} ${JSON.stringify(warning.params)}`, params),
    hint: i18n.textOr(`warning.${warning.code}.hint`, '', params),
  };
}

/** The cell that stands in the way of a column of numbers and may well mean "missing"; null for other warnings. */
export function markToTreatAsMissing(warning: DataWarning): string | null {
  const { value } = warning.params;
  const curable = warning.code === 'datasets.mostlyNumber' || warning.code === 'datasets.nonFinite';
  return curable && typeof value === 'string' && value !== '' ? value : null;
}

/** Why a row was put aside: one of the core's reasons, or what it says itself. */
export function rejectionText(i18n: I18n, reason: string): string {
  return i18n.textOr(`data.reason.${reason}`, reason);
}
