/** The small pictures: scale ticks, sparklines and silhouettes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaleTicks } from '../../../renderer/components/scale-ticks.ts';
import { sparkPath } from '../../../renderer/components/spark-path.ts';
import { layerSummary, shapeText, silhouette } from '../../../renderer/views/models/layer-words.ts';

describe('scaleTicks', () => {
  it('has one tick per epoch, every fifth long', () => {
    const ticks = scaleTicks(40);
    expect(ticks.map(({ at }) => at)).toEqual(Array.from({ length: 41 }, (_, epoch) => epoch));
    expect(ticks.filter(({ long }) => long).map(({ at }) => at)).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40]);
  });

  it('never draws more than a line can hold, and steps by 1, 2 or 5 times a power of ten', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (total) => {
        const ticks = scaleTicks(total);
        expect(ticks.length).toBeLessThanOrEqual(51);
        expect(ticks[0]?.at).toBe(0);
        const step = (ticks[1]?.at ?? 1) - 0;
        expect(String(step)).toMatch(/^[125]0*$/u);
      }),
    );
  });
});

describe('sparkPath', () => {
  it('keeps a spike of a long series', () => {
    const values = Array.from({ length: 10_000 }, (_, index) => (index === 6_789 ? 100 : Math.sin(index)));
    // The spike is the only point at the upper edge.
    expect(sparkPath(values)?.line.match(/ 2(?=[ML]|$)/gu)).toHaveLength(1);
  });

  it('breaks at a gap and ends at the last finite point', () => {
    expect(sparkPath([1, null, 3, NaN])).toEqual({ line: 'M2 16M66 2', end: { x: 66, y: 2 } });
  });

  it('has nothing to draw without a finite value', () => {
    expect(sparkPath([])).toBeNull();
    expect(sparkPath([NaN, null])).toBeNull();
  });
});

describe('layers in words', () => {
  const dense = {
    type: 'dense',
    category: 'core',
    formula: '',
    inputs: { minimum: 1, maximum: 1 },
    fields: [
      { kind: 'integer', name: 'units', required: true, default: 64, minimum: 1, maximum: 9, words: ['classes'] },
      { kind: 'choice', name: 'activation', required: false, default: 'linear', choices: ['linear', 'relu'] },
      { kind: 'boolean', name: 'useBias', required: false, default: true },
      {
        kind: 'choice',
        name: 'kernelInitializer',
        required: false,
        default: 'glorotUniform',
        choices: ['glorotUniform', 'zeros'],
      },
    ],
  } satisfies Parameters<typeof layerSummary>[1];

  it('says size and activation, and of the rest what differs', () => {
    const plain = {
      type: 'dense',
      units: 'classes',
      activation: 'linear',
      useBias: true,
      kernelInitializer: 'glorotUniform',
    };
    expect(layerSummary(plain, dense)).toBe('classes, linear');
    expect(layerSummary({ ...plain, inputs: ['left', 'dense_2'] }, dense)).toBe('classes, linear ← left, dense_2');
    expect(layerSummary({ ...plain, useBias: false, kernelInitializer: 'zeros' }, dense)).toBe(
      'classes, linear, useBias false, zeros',
    );
  });

  it('widens with the elements and is unknown with the shape', () => {
    expect(silhouette([4], null)).toBeNull();
    const widths = /^M([\d.]+) 3H([\d.]+)L([\d.]+) 19H([\d.]+)Z$/u
      .exec(silhouette([4], [64]) ?? '')
      ?.slice(1)
      .map(Number);
    const [left = 0, right = 0, below = 0, start = 0] = widths ?? [];
    expect(right - left).toBeLessThan(below - start);
    expect(shapeText([28, 28, 1])).toBe('28 × 28 × 1');
    expect(shapeText(null)).toBe('?');
  });
});
