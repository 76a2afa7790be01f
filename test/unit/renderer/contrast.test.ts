/** The tokens keep the contrast that they promise, computed from their own values in both themes. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Rgb = readonly [number, number, number];
const css = readFileSync('renderer/styles/tokens.css', 'utf8');

/** OKLCH to linear sRGB, clipped to the gamut, after Björn Ottosson's published matrices. */
function linear(lightness: number, chroma: number, hue: number): Rgb {
  const angle = (hue * Math.PI) / 180;
  const [a, b] = [chroma * Math.cos(angle), chroma * Math.sin(angle)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number): number => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function token(name: string, theme: 'light' | 'dark'): Rgb {
  const found = new RegExp(`--${name}:\\s*light-dark\\(oklch\\(([^)]*)\\),\\s*oklch\\(([^)]*)\\)\\)`, 'u').exec(css);
  const values = (theme === 'light' ? found?.[1] : found?.[2])?.split(' ').map(Number);
  const [lightness = NaN, chroma = NaN, hue = NaN] = values ?? [];
  return linear(lightness, chroma, hue);
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(left: Rgb, right: Rgb): number {
  const [low = 0, high = 0] = [luminance(left), luminance(right)].sort((first, second) => first - second);
  return (high + 0.05) / (low + 0.05);
}

const surfaces = ['frame', 'surface', 'raised', 'sunken', 'selected'];

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  it.each(['ink', 'ink-2', 'ink-3', 'ember-ink', 'ok', 'warn', 'bad', 'info'])(
    'text in %s reads on every surface',
    (ink) => {
      for (const surface of surfaces)
        expect(contrast(token(ink, theme), token(surface, theme)), surface).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(['edge', 'ember', ...Array.from({ length: 10 }, (_, index) => `c${String(index + 1)}`)])(
    '%s is seen on panels',
    (line) => {
      for (const surface of ['frame', 'surface']) {
        expect(contrast(token(line, theme), token(surface, theme)), surface).toBeGreaterThanOrEqual(3);
      }
    },
  );

  it.each(['warn', 'bad', 'info', 'ok'])('a %s note is readable on its wash', (kind) => {
    for (const ink of ['ink', 'ink-2', kind]) {
      expect(contrast(token(ink, theme), token(`${kind}-wash`, theme)), ink).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('the label of the ember button is readable', () => {
    expect(contrast(token('on-ember', theme), token('ember', theme))).toBeGreaterThanOrEqual(4.5);
  });
});
