/** Alerts: each rule on a run that shows it, on one that does not, and each said once. */
import { describe, expect, test } from 'vitest';
import { AlertWatch } from '../../../main/runner/alerts.ts';

/** Codes that are told over these epochs, with the epoch in which each was. */
function told(rows: readonly Record<string, number>[], planned = rows.length): [string, number][] {
  const watch = new AlertWatch(planned);
  return rows.flatMap((metrics, index) =>
    watch.epochs([{ epoch: index + 1, metrics }]).map(({ code }): [string, number] => [code, index + 1]),
  );
}

const falling = (epochs: number): number[] => Array.from({ length: epochs }, (_, index) => 1 / (index + 1));
const losses = (...values: number[]): Record<string, number>[] => values.map((loss) => ({ loss }));

describe('the loss', () => {
  test('that falls is no matter for an alert', () => {
    expect(told(falling(100).map((loss) => ({ loss, val_loss: loss * 1.1, gradientNorm: loss })))).toEqual([]);
  });

  test('that stays far above its lowest is rising, from the third epoch on and once', () => {
    expect(told(losses(1, 0.5, 0.4, 0.7, 0.8, 0.9, 1.2))).toEqual([['alerts.rising', 6]]);
    // One bad epoch is none, and a loss below zero has no factor.
    expect(told(losses(1, 0.5, 0.4, 0.9, 0.4, 0.4, 0.9, 0.4))).toEqual([]);
    expect(told(losses(-1, -4, -2, -2, -2, -2))).toEqual([]);
  });

  test('of validation that turns while training goes on learning is overfitting', () => {
    const rows = falling(20).map((loss, index) => ({ loss, val_loss: index < 6 ? 1 - index / 10 : 0.5 + index / 40 }));
    expect(told(rows)).toEqual([['alerts.overfitting', 11]]);
    const both = rows.map(({ val_loss }) => ({ loss: val_loss, val_loss }));
    expect(told(both).map(([code]) => code)).not.toContain('alerts.overfitting');
  });

  test('that stands still is a plateau, unless there is nothing left of it', () => {
    const level = [1, 0.8, ...Array.from({ length: 30 }, () => 0.7)];
    expect(told(losses(...level))).toEqual([['alerts.plateau', 22]]);
    expect(told(losses(...level.map((loss, index) => (index < 2 ? loss : 1e-6))))).toEqual([]);
  });
});

describe('gradients', () => {
  test('a hundred times their usual norm explode, in the layer with the largest', () => {
    const watch = new AlertWatch(10);
    const row = (norm: number): Record<string, number> => ({
      loss: 1,
      gradientNorm: norm,
      'gradientNorm/dense': norm / 10,
      'gradientNorm/dense_1': norm,
      'weightNorm/dense': 1,
      'weightNorm/dense_1': 1,
    });
    const notes = [1, 2, 1, 99, 250].flatMap((norm, index) => watch.epochs([{ epoch: index + 1, metrics: row(norm) }]));
    expect(notes).toEqual([{ code: 'alerts.exploding', params: { epoch: 5, norm: 250, usual: 2, layer: 'dense_1' } }]);
  });

  test('of a layer that are nearly nothing beside those of another vanish; none at all is a dead layer', () => {
    const row = { loss: 1, 'gradientNorm/a': 1e-7, 'gradientNorm/b': 0, 'gradientNorm/c': 1 };
    const weights = { 'weightNorm/a': 1, 'weightNorm/b': 1, 'weightNorm/c': 1 };
    const watch = new AlertWatch(10);
    const notes = [1, 2, 3, 4].map((epoch) => watch.epochs([{ epoch, metrics: { ...row, ...weights } }]));
    expect(notes.map((list) => list.map(({ code, params }) => [code, params['layer']]))).toEqual([
      [],
      [],
      [
        ['alerts.vanishing', 'a'],
        ['alerts.dead', 'b'],
      ],
      [],
    ]);
  });

  test('that are nothing anywhere are no matter of a layer', () => {
    expect(told(Array.from({ length: 5 }, () => ({ loss: 1, 'gradientNorm/a': 0, 'gradientNorm/b': 0 })))).toEqual([]);
  });
});

describe('the machine', () => {
  const gib = 2 ** 30;
  const fine = { availableMemory: 8 * gib, totalMemory: 16 * gib, processMemory: gib, freeDisk: 100 * gib };

  test('is well', () => {
    expect(new AlertWatch(1).machine(fine)).toEqual([]);
    expect(new AlertWatch(1).machine({ ...fine, freeDisk: null })).toEqual([]);
  });

  test('has little memory or little disk left, said once', () => {
    const watch = new AlertWatch(1);
    const little = { ...fine, availableMemory: gib / 2, freeDisk: 0.1 * gib };
    expect(watch.machine(little).map(({ code }) => code)).toEqual(['alerts.memory', 'alerts.disk']);
    expect(watch.machine(little)).toEqual([]);
  });
});

test('what a run has been told is not told again when it goes on', () => {
  const watch = new AlertWatch(7, [{ code: 'alerts.rising', params: {} }]);
  const notes = [1, 0.5, 0.4, 0.7, 0.8, 0.9].flatMap((loss, index) =>
    watch.epochs([{ epoch: index + 1, metrics: { loss } }]),
  );
  expect(notes).toEqual([]);
});
