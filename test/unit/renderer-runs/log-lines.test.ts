/** Searching a run's log. */
import { expect, test } from 'vitest';
import { markWords, searchLog, type LogLine } from '../../../renderer/views/run/log-lines.ts';

const lines: LogLine[] = [
  { at: 1, level: 'info', text: 'Began on onnxruntime, device cpu' },
  { at: 2, level: 'warning', text: 'Some ops ran on the CPU' },
  { at: 3, level: 'error', text: 'The process ended: out of memory' },
];
const found = (text: string, level: LogLine['level'] = 'info') => searchLog(lines, { text, level }).map(({ at }) => at);

test('lines have every word of the search, in any case and order', () => {
  expect(found('')).toEqual([1, 2, 3]);
  expect(found('CPU')).toEqual([1, 2]);
  expect(found('cpu began')).toEqual([1]);
  expect(found('gpu')).toEqual([]);
});

test('what is milder is left out', () => {
  expect(found('', 'warning')).toEqual([2, 3]);
  expect(found('cpu', 'error')).toEqual([]);
});

test('what was found is marked where it stands, overlapping words once', () => {
  expect(markWords('abcabc', 'bc ab')).toEqual([{ text: 'abcabc', marked: true }]);
  expect(markWords('Out of memory', 'MEM of')).toEqual([
    { text: 'Out ', marked: false },
    { text: 'of', marked: true },
    { text: ' ', marked: false },
    { text: 'mem', marked: true },
    { text: 'ory', marked: false },
  ]);
  expect(markWords('plain', '')).toEqual([{ text: 'plain', marked: false }]);
});
