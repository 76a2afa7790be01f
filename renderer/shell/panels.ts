/** F6: from one panel of the window to the next. */

const focusable = 'a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), [tabindex="0"]';

/** Moves the focus to the first control of the next panel. */
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
