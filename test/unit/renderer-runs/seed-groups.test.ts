/** Means over seeds with their intervals, as SciPy has them. */
import { describe, expect, it } from 'vitest';
import { isTie, sampleOf, studentQuantile } from '../../../main/base/student.ts';
import { meanCurve, seedGroups } from '../../../renderer/state/seed-groups.ts';
import { SvgPen } from '../../../renderer/charts/pen.ts';
import golden from '../../golden/seed-groups/golden.json' with { type: 'json' };
import { makeRun } from './make-run.ts';

describe('mean curves', () => {
  it.each(golden.quantiles)('Student at $freedom', ({ freedom, value }) => {
    expect(studentQuantile(freedom) / value).toBeCloseTo(1, 5);
  });

  it.each(golden.pairs)('tell means apart where Welch does, p $p', ({ one, two, p }) => {
    const [first, second] = [sampleOf(one), sampleOf(two)];
    if (first === null || second === null) throw new Error('no sample');
    expect(isTie(first, second)).toBe(p >= 0.05);
    expect(isTie(second, first)).toBe(p >= 0.05);
  });

  it('have the interval of the mean', () => {
    const { mean, low, high } = meanCurve(golden.curves.map((curve) => Float64Array.from(curve)));
    golden.mean.forEach((value, index) => {
      expect(mean.at(index + 1)).toBeCloseTo(value, 12);
      expect(low.at(index + 1)).toBeCloseTo(golden.low[index] ?? 0, 5);
      expect(high.at(index + 1)).toBeCloseTo(golden.high[index] ?? 0, 5);
    });
  });

  it('are of the runs that have a reading: one alone has no interval, none is a gap', () => {
    const { mean, low, high } = meanCurve([Float64Array.of(1, 5, Number.NaN), Float64Array.of(3)]);
    expect([...mean.values]).toEqual([2, 5, Number.NaN]);
    expect([low.at(2), high.at(2)]).toEqual([5, 5]);
    expect(low.at(1)).toBeLessThan(1);
  });

  it('of equal readings is that reading, to the last bit', () => {
    // 0.003 + 0.003 + 0.003 is not 0.009 in float64.
    const { mean, low, high } = meanCurve([1, 2, 3].map(() => Float64Array.of(0.003)));
    expect([mean.at(1), low.at(1), high.at(1)]).toEqual([0.003, 0.003, 0.003]);
  });

  it('are of runs of one experiment', () => {
    const runs = ['a', 'b', 'a'].map((experimentId, index) => makeRun({ id: String(index), experimentId }));
    expect(seedGroups(runs).map((group) => group.map(({ id }) => id))).toEqual([['0', '2'], ['1']]);
  });
});

it('a band is an outline for each stretch without a gap', () => {
  const pen = new SvgPen('10px sans-serif');
  const line = (ys: number[]) => ys.map((y, x) => ({ x, y }));
  pen.area(line([1, 2, Number.NaN, 3, 4]), line([0, 1, 2, 2, 3]), 'red');
  const text = pen.document(10, 10, 'white');
  expect(text).toContain('<path d="M0 1L1 2L1 1L0 0Z" fill="red"/>');
  expect(text).toContain('<path d="M3 3L4 4L4 3L3 2Z" fill="red"/>');
});
