/** Why something on the canvas was refused, in words. */
import { errorText } from '../../../../resources/messages/error-text.ts';
import type { I18n } from '../../../i18n.svelte.ts';
import type { Refusal } from './canvas-editor.svelte.ts';

export function refusalText(
  i18n: I18n,
  { about }: Refusal,
): { readonly message: string; readonly hint: string | null } {
  switch (about.kind) {
    case 'rule': {
      const { reason, source, target, maximum } = about.rule;
      return { message: i18n.t(`models.canvas.refused.${reason}`, { source, target, maximum }), hint: null };
    }
    case 'shape': {
      const { message, hint } = errorText(i18n.locale, about.problem);
      return { message, hint: hint ?? null };
    }
    case 'group':
      return { message: i18n.t(`models.canvas.group.${about.reason}`), hint: null };
    case 'port':
      return { message: i18n.t(`models.canvas.port.${about.reason}`), hint: null };
    default:
      return about satisfies never;
  }
}
