/** The sentence of a data warning, and what to do about it. */
import type { DataWarning } from '../../../main/api/contract/index.ts';
import type { I18n } from '../../i18n.svelte.ts';

export function warningText(i18n: I18n, warning: DataWarning): { readonly message: string; readonly hint: string } {
  const params = { ...warning.params };
  return {
    message: i18n.textOr(`warning.${warning.code}`, `${warning.code} ${JSON.stringify(warning.params)}`, params),
    hint: i18n.textOr(`warning.${warning.code}.hint`, '', params),
  };
}

/** Why a row was put aside: its reason is a code of the catalogue, or plain text. */
export function rejectionText(i18n: I18n, reason: string): string {
  return i18n.textOr(`data.reason.${reason}`, reason);
}
