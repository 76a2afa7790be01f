/**
 * Colours of the tokens as a canvas can use them. `light-dark()` stays unresolved in a custom property, so they are
 * read off a probe element's computed colour, and again whenever the theme changes.
 */
import { createSubscriber } from 'svelte/reactivity';

/** From little to much. */
type Scale = 's0' | 's1' | 's2' | 's3' | 's4' | 's5' | 's6' | 's7';
type Series = 'c1' | 'c2' | 'c3' | 'c4' | 'c5' | 'c6' | 'c7' | 'c8' | 'c9' | 'c10';
export type ColorName =
  Series | Scale | 'c-muted' | 'ember' | 'ember-ink' | 'ink' | 'ink-2' | 'ink-3' | 'axis' | 'grid' | 'surface';

const queries = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)'];

export class ThemeColors {
  readonly #known = new Map<string, string>();
  #probe: HTMLElement | null = null;
  readonly #subscribe = createSubscriber((update) => {
    const changed = (): void => {
      this.#known.clear();
      update();
    };
    const observer = new MutationObserver(changed);
    observer.observe(document.documentElement, { attributeFilter: ['data-theme', 'data-density', 'lang'] });
    const media = queries.map((query) => matchMedia(query));
    for (const query of media) query.addEventListener('change', changed);
    return () => {
      observer.disconnect();
      for (const query of media) query.removeEventListener('change', changed);
      this.#probe?.remove();
      this.#probe = null;
      this.#known.clear();
    };
  });

  /** A token's colour, as any canvas or SVG takes it. Follows the theme where it is read in an effect. */
  color(name: ColorName, opacity = 1): string {
    return this.#read(`${name} ${opacity}`, (probe) => {
      const token = `var(--${name})`;
      probe.style.color = opacity === 1 ? token : `color-mix(in oklab, ${token} ${opacity * 100}%, transparent)`;
      return getComputedStyle(probe).color;
    });
  }

  /** The font of ticks and labels, for a canvas. */
  get font(): string {
    return this.#read('font', (probe) => {
      probe.style.fontSize = 'var(--t-micro)';
      const { fontSize, fontFamily } = getComputedStyle(probe);
      return `${fontSize} ${fontFamily}`;
    });
  }

  #read(key: string, ask: (probe: HTMLElement) => string): string {
    this.#subscribe();
    let value = this.#known.get(key);
    if (value === undefined) {
      value = ask(this.#ensureProbe());
      this.#known.set(key, value);
    }
    return value;
  }

  #ensureProbe(): HTMLElement {
    if (this.#probe === null) {
      this.#probe = document.createElement('span');
      this.#probe.hidden = true;
      document.body.append(this.#probe);
    }
    return this.#probe;
  }
}
