/** Settings against a result: importance as SciPy has it, axes as they are drawn. */
import { describe, expect, it } from 'vitest';
import { nearestStudied, runPoints, studyFrames, type Study } from '../../../renderer/charts/study-picture.ts';
import { importance, ranks } from '../../../renderer/state/importance.ts';
import { resultAxis, studyAxes, type StudiedRun } from '../../../renderer/views/compare/settings-study.ts';
import { lowerIsBetter, resultNames, resultOf } from '../../../renderer/views/compare/study-results.ts';
import golden from '../../golden/importance/golden.json' with { type: 'json' };
import { makeRun } from './make-run.ts';

describe('importance', () => {
  it.each([...golden.numbers, ...golden.words])('as SciPy: $importance', (one) => {
    expect(ranks(one.results)).toEqual(one.ranks);
    expect(importance(one.settings, one.results)).toBeCloseTo(one.importance, 12);
  });

  it('is unknown where nothing varies', () => {
    expect(importance([1, 1, 1], [1, 2, 3])).toBeNaN();
    expect(importance(['a', 'a'], [1, 2])).toBeNaN();
    expect(importance(['a', 'b'], [1, 1])).toBeNaN();
  });

  it('counts a setting that some runs lack as a word', () => {
    expect(importance([0.1, undefined, 0.1, undefined], [1, 5, 1, 5])).toBe(1);
  });
});

describe('axes', () => {
  const run = (id: string, result: number, settings: StudiedRun['settings']): StudiedRun => ({
    id,
    label: id,
    settings,
    result,
  });
  const runs = [
    run('a', 0.9, { 'training.optimizer.learningRate': 0.001, units: 10, type: 'adam', same: 1, beta: 1 }),
    run('b', 0.8, { 'training.optimizer.learningRate': 0.01, units: 20, type: 'sgd', same: 1, beta: 2 }),
    run('c', 0.7, { 'training.optimizer.learningRate': 0.1, units: 30, type: 'sgd', same: 1, beta: 2 }),
    run('d', 0.6, { 'training.optimizer.learningRate': 0.1, units: 20, type: 'adam', same: 1, beta: 1 }),
  ];
  const axes = studyAxes(runs, ['units', 'training.optimizer.learningRate', 'type', 'same', 'beta']);

  it('are those that vary, each division once, what the result follows most first', () => {
    expect(axes.map(({ path }) => path)).toEqual(['training.optimizer.learningRate', 'units', 'type']);
  });

  it('are logarithmic for rates', () => {
    const [rate, units, type] = axes;
    expect(rate?.log).toBe(true);
    [0, 0.5, 1, 1].forEach((place, index) => {
      expect(rate?.places[index]).toBeCloseTo(place, 12);
    });
    expect(rate?.ticks.map(({ label }) => label)).toEqual(['0.001', '0.01', '0.1']);
    expect(units).toMatchObject({ log: false, places: [0, 0.5, 1, 0.5] });
    expect(type).toMatchObject({ places: [0, 1, 1, 0], ticks: [{ label: 'adam' }, { label: 'sgd' }] });
  });

  it('a run is found where it is drawn, in either form', () => {
    const drawn = [...axes, resultAxis(runs, 'accuracy', String)].map((axis) => ({ ...axis, title: '', note: '' }));
    for (const form of ['parallel', 'scatter'] as const) {
      const study: Study = {
        form,
        axes: drawn,
        best: runs.map(() => true),
        lower: false,
        emphasis: null,
        width: 800,
        height: 300,
      };
      const frames = studyFrames(study);
      expect(frames).toHaveLength(form === 'parallel' ? 4 : 3);
      for (const index of runs.keys()) {
        // Units and type alone would put others in the same place.
        const [point, next] = runPoints(study, frames, index);
        const x = form === 'parallel' ? ((point?.x ?? 0) + (next?.x ?? 0)) / 2 : (point?.x ?? 0);
        const y = form === 'parallel' ? ((point?.y ?? 0) + (next?.y ?? 0)) / 2 : (point?.y ?? 0);
        expect(nearestStudied(study, x, y)).toBe(index);
      }
      expect(nearestStudied(study, 795, 2)).toBeNull();
    }
  });
});

describe('results', () => {
  const summary = (best: number, min: number, max: number) => ({ last: best, min, max, best, bestEpoch: 1 });
  const metrics = { val_loss: summary(0.1, 0.1, 0.9), val_accuracy: summary(0.9, 0.2, 0.9) };
  const run = makeRun({ metrics, test: { loss: 0.2, accuracy: 0.8 } });

  it('begin with the one that speaks for the runs', () => {
    expect(resultNames([run])).toEqual(['test_accuracy', 'test_loss', 'val_accuracy', 'val_loss']);
    expect(resultOf(run, 'test_accuracy')).toBe(0.8);
    expect(resultOf(run, 'val_loss')).toBe(0.1);
    expect(resultOf(makeRun(), 'test_accuracy')).toBeNull();
  });

  it('know which way is better', () => {
    expect(lowerIsBetter([run], 'test_loss')).toBe(true);
    expect(lowerIsBetter([run], 'test_accuracy')).toBe(false);
    expect(lowerIsBetter([makeRun()], 'test_mae')).toBe(true);
  });
});
