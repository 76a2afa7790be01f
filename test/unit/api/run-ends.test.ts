/** Which runs have just ended. */
import { expect, test } from 'vitest';
import { RunEnds } from '../../../main/api/contract/run-ends.ts';
import type { ChangeEvent } from '../../../main/api/contract/run-types.ts';
import { makeRun } from '../renderer-runs/make-run.ts';

type Run = Extract<ChangeEvent, { kind: 'run' }>['run'];
const event = (part: Partial<Run>): ChangeEvent => ({ kind: 'run', run: makeRun(part) });
const told = (ends: RunEnds, ...events: ChangeEvent[]) => ends.read(events).map(({ id, status }) => `${id} ${status}`);

test('a run that was at work is told of once, however it ended', () => {
  const ends = new RunEnds(1000);
  expect(told(ends, event({ id: 'a', status: 'running' }), event({ id: 'b', status: 'queued' }))).toEqual([]);
  expect(told(ends, event({ id: 'a', status: 'failed' }))).toEqual(['a failed']);
  expect(told(ends, event({ id: 'a', status: 'failed', starred: true }))).toEqual([]);
  expect(told(ends, event({ id: 'b', status: 'paused' }), event({ id: 'b', status: 'completed' }))).toEqual([
    'b completed',
  ]);
});

test('one so short that only its end is heard of is told of, an old one that is renamed is not', () => {
  const ends = new RunEnds(1000);
  expect(told(ends, event({ id: 'new', status: 'completed', startedAt: 1500 }))).toEqual(['new completed']);
  expect(told(ends, event({ id: 'new', status: 'completed', startedAt: 1500, note: 'good' }))).toEqual([]);
  expect(told(ends, event({ id: 'old', status: 'completed', startedAt: 500 }))).toEqual([]);
});

test('one that goes on is told of again, one that was deleted is not', () => {
  const ends = new RunEnds(1000);
  ends.read([event({ id: 'a', status: 'running' }), event({ id: 'a', status: 'stopped' })]);
  ends.read([event({ id: 'a', status: 'running' })]);
  expect(told(ends, event({ id: 'a', status: 'completed' }))).toEqual(['a completed']);
  ends.read([event({ id: 'b', status: 'queued' }), { kind: 'runRemoved', id: 'b' }]);
  expect(told(ends, event({ id: 'b', status: 'stopped', startedAt: null }))).toEqual([]);
});
