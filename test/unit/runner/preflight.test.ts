/** A pre-flight's arithmetic: from what a trial has shown to what the run will take. */
import { describe, expect, test } from 'vitest';
import { checkpointCount, diskUse, wholeRun } from '../../../main/runner/preflight.ts';
import { epochFromMarks, judgingTime, steadyEpoch } from '../../../main/runner/process/pace.ts';
import { peakFromBook, peakMemory } from '../../../main/runner/process/peak-memory.ts';
import { parseSpec } from '../../../main/models/problems.ts';
import { trainingSchema, type TrainingSpec } from '../../../main/training/spec.ts';

function trainingOf(changes: object): TrainingSpec {
  return parseSpec(trainingSchema, { loss: 'crossEntropy', ...changes }, ['training']);
}

describe('time', () => {
  test('an epoch is drawn from marks inside it; the call that allocated does not count', () => {
    const marks = [
      { at: 900, done: 0.01 },
      { at: 1000, done: 0.06 },
      { at: 1200, done: 0.16 },
    ];
    expect(epochFromMarks(marks)).toBeCloseTo(300 / 0.15, 6);
    // The first half, in which the machine warms up, does not count either.
    const slower = [{ at: 100, done: 0 }, { at: 500, done: 0.005 }, ...marks];
    expect(epochFromMarks(slower)).toBeCloseTo(300 / 0.15, 6);
    expect(epochFromMarks(marks.slice(0, 1))).toBeNaN();
    expect(epochFromMarks([])).toBeNaN();
  });

  test('of whole epochs, the later half', () => {
    expect(steadyEpoch([9, 1, 2, 3])).toBe(2.5);
    expect(steadyEpoch([9])).toBe(9);
    expect(steadyEpoch([])).toBeNaN();
  });

  test('epochs that were seen take the time that they took, the others a steady one', () => {
    expect(wholeRun([4, 1, 1], 1, 10)).toBe(6 + 7);
    expect(wholeRun([], 2, 10)).toBe(20);
    // A trial may see no more epochs than there are.
    expect(wholeRun([1, 1, 1], 1, 2)).toBe(2);
  });

  test('rows are judged at the pace of the calls after the first', () => {
    expect(judgingTime({ firstRows: 256, first: 900, restRows: 512, rest: 100 }, 5120)).toBe(1000);
    expect(judgingTime({ firstRows: 256, first: 128, restRows: 0, rest: 0 }, 256)).toBe(128);
    expect(judgingTime({ firstRows: 0, first: 0, restRows: 0, rest: 0 }, 0)).toBe(0);
  });
});

describe('disk', () => {
  test.each<[object, number]>([
    [{ epochs: 10 }, 1],
    [{ epochs: 10, restoreBest: true }, 2],
    [{ epochs: 1, restoreBest: true }, 1],
    [{ epochs: 10, checkpoints: { every: 3 } }, 4],
    [{ epochs: 10, checkpoints: { every: 5 } }, 2],
    [{ epochs: 10, checkpoints: { every: 2, keep: 3 } }, 3],
    [{ epochs: 10, checkpoints: { every: 3, keep: 2, best: true } }, 4],
  ])('%j keeps %i checkpoints at most', (changes, files) => {
    expect(checkpointCount(trainingOf(changes))).toBe(files);
  });

  test('points, predictions and rows by their bytes in the store', () => {
    const found = {
      checkpoint: 1000,
      metrics: ['loss', 'accuracy'],
      layerSeries: 0,
      rows: { train: 96, validation: 24, test: 30 },
    };
    const target = { output: null, file: 'targets-0.i32', kind: 'categorical' as const, column: 'species' };
    const manifest = { targets: [{ ...target, classes: ['a', 'b', 'c'], counts: [30, 30, 36] }] };
    expect(diskUse(found, trainingOf({ epochs: 100 }), manifest, 50)).toEqual({
      checkpoints: 1050,
      // Both metrics of both parts, the learning rate and the norm, eight bytes each.
      points: 6 * 100 * 8,
      // int32 row numbers; number of the class, of the one predicted, and its score.
      predictions: 150 * 4 + 30 * 12,
    });
    const unvalidated = { ...found, rows: { ...found.rows, validation: 0 } };
    expect(diskUse(unvalidated, trainingOf({ epochs: 100 }), manifest, 50).points).toBe(4 * 100 * 8);
  });
});

describe('memory', () => {
  test('the peak is read from the book of the process', () => {
    expect(peakFromBook('VmPeak:\t 900 kB\nVmHWM:\t  188420 kB\nVmRSS:\t 1 kB\n')).toBe(188_420);
    expect(peakFromBook('')).toBeNull();
  });

  test('it grows with what is held', () => {
    const before = peakMemory();
    const held = new Uint8Array(200 * 2 ** 20).fill(1);
    expect(peakMemory() - before).toBeGreaterThan(held.length * 0.5);
  });
});
