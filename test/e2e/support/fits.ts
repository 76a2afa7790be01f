/** What must hold of every view at every width: nothing is cut off without a way to read it, nothing sticks out. */
import { expect, type Page } from '@playwright/test';

/**
 * Text that is cut by an ellipsis or an edge needs a title that has it whole, on itself or on what it stands in; and
 * nothing may lie beyond the window's sides, except in what scrolls there.
 */
export async function expectFits(page: Page, name: string): Promise<void> {
  const faults = await page.evaluate(() => {
    const found = new Set<string>();
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth)
      found.add(`the page is ${root.scrollWidth - root.clientWidth} px too wide`);

    const path = (element: Element): string =>
      [element.parentElement, element]
        .filter((one) => one !== null)
        .map(
          (one) =>
            `${one.tagName.toLowerCase()}.${[...one.classList].filter((word) => !word.startsWith('svelte-')).join('.')}`,
        )
        .join(' > ');
    const say = (what: string, element: Element, text: string): void => {
      found.add(`${what}: ${path(element)} “${text.slice(0, 40)}”`);
    };
    const isRead = (element: Element): boolean => {
      const style = getComputedStyle(element);
      const { width, height } = element.getBoundingClientRect();
      return style.visibility === 'visible' && style.opacity !== '0' && width > 1 && height > 1;
    };

    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      const text = [...element.childNodes]
        .filter((node) => node.nodeType === Node.TEXT_NODE)
        .map((node) => node.textContent?.trim() ?? '')
        .join(' ')
        .trim();
      if (
        text === '' ||
        !isRead(element) ||
        element.closest('svg, canvas, [aria-hidden="true"], .visually-hidden') !== null
      )
        continue;
      const range = document.createRange();
      range.selectNodeContents(element);
      const box = range.getBoundingClientRect();
      let clip: Element | null = null;
      let scrolls = false;
      for (
        let frame: Element | null = element;
        frame !== null && frame !== document.body;
        frame = frame.parentElement
      ) {
        const { overflowX } = getComputedStyle(frame);
        if (overflowX === 'auto' || overflowX === 'scroll') {
          scrolls = true;
          break;
        }
        const edge = frame.getBoundingClientRect();
        if (overflowX !== 'visible' && (box.right > edge.right + 1.5 || box.left < edge.left - 1.5)) {
          clip = frame;
          break;
        }
      }
      if (clip !== null) {
        // A field of many lines, or one that is typed in, is read by moving in it.
        let titled = false;
        for (let frame: Element | null = element; frame !== null; frame = frame.parentElement) {
          if (frame.hasAttribute('title')) titled = true;
        }
        if (!titled && element.querySelector('[title]') === null) say('cut off without a title', element, text);
      } else if (!scrolls && (box.right > root.clientWidth + 1.5 || box.left < -1.5)) {
        say('beyond the window', element, text);
      }
    }
    return [...found];
  });
  expect(faults, name).toEqual([]);
}
