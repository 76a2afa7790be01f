/** The keys that work in every view. */

export type Shortcut =
  | { readonly kind: 'view'; readonly index: number }
  | { readonly kind: 'settings' }
  | { readonly kind: 'palette' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'panel'; readonly direction: 1 | -1 };

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'target' | 'defaultPrevented'>;

/** What a key asks for, or null where it belongs to the view or to what is being typed. */
export function shortcutOf(event: Key): Shortcut | null {
  if (event.defaultPrevented) return null;
  if (event.key === 'F6') return { kind: 'panel', direction: event.shiftKey ? -1 : 1 };
  if (event.key === 'F1') return { kind: 'keys' };
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
    if (/^[1-9]$/u.test(event.key)) return { kind: 'view', index: Number(event.key) - 1 };
    if (event.key === ',') return { kind: 'settings' };
    if (event.key.toLowerCase() === 'k') return { kind: 'palette' };
    return null;
  }
  if (event.key === '?' && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target))
    return { kind: 'keys' };
  return null;
}

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
}

const focusable = 'a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), [tabindex="0"]';

/** F6: moves the focus to the first control of the next panel of the window. */
export function nextPanel(direction: 1 | -1): void {
  const panels = [...document.querySelectorAll<HTMLElement>('[data-panel], aside')].filter(
    (panel) => panel.offsetParent !== null || panel.offsetWidth > 0,
  );
  if (panels.length === 0) return;
  // The innermost panel that holds the focus: an inspector lies inside the main one.
  const current = panels.findLastIndex((panel) => panel.contains(document.activeElement));
  for (let step = 1; step <= panels.length; step += 1) {
    const next = panels.at((current + direction * step) % panels.length);
    (next?.querySelector<HTMLElement>(focusable) ?? next)?.focus();
    // A panel that only tells takes no focus: on to the one after it.
    if (next?.contains(document.activeElement)) return;
  }
}
