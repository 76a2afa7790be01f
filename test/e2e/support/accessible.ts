/** What must hold of every view: no accessibility fault that axe knows, no message key where a text should be. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import runPage from '../../../resources/messages/en/run-page.json' with { type: 'json' };
import en from '../../../resources/messages/en/window.json' with { type: 'json' };
import shell from '../../../resources/messages/en/window-shell.json' with { type: 'json' };

/** Faults with the elements that have them, so that a failure says where to look. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  // A colour on its way to another is neither of them.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((animation) => animation instanceof CSSTransition)
        .map(({ finished }) => finished),
    ),
  );
  const { violations } = await new AxeBuilder({ page }).analyze();
  const faults = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html }) => `    ${html}`).join('\n')}`,
  );
  expect(faults, name).toEqual([]);
}

/** Areas of the catalogue: a text such as `window.idle` or `error.datasets.empty` on screen is a key that has no text. */
const areas = [
  ...new Set([
    ...Object.keys({ ...en, ...runPage, ...shell }).map((key) => key.split('.')[0] ?? ''),
    ...['warning', 'doctor', 'chart', 'run', 'runs'],
  ]),
];
const rawKey = new RegExp(`(?<![\\w/.-])(?:${areas.join('|')})\\.[a-z][\\w.]*(?![\\w/])`, 'gu');
/** Paths of the experiment file look alike and are meant: `data.split.seed`. */
const experimentPath =
  /^(?:data\.(?:kind|path|target|features|split|preprocess|filter|compute|memory|window)|training\.|model\.)/u;

export async function expectNoRawKeys(page: Page, name: string): Promise<void> {
  const texts = await page.evaluate(() => {
    const attributes = ['title', 'aria-label', 'placeholder'];
    const found = [document.body.innerText];
    for (const element of document.querySelectorAll('*')) {
      for (const attribute of attributes) found.push(element.getAttribute(attribute) ?? '');
    }
    return found;
  });
  const keys = texts.flatMap((text) => text.match(rawKey) ?? []).filter((key) => !experimentPath.test(key));
  expect(keys, name).toEqual([]);
}
