/** What a person reads of an error, whatever version stored it. */
import { expect, test } from 'vitest';
import { errorText } from '../../../resources/messages/error-text.ts';

test('an error has its sentence and its remedy in the language of the window', () => {
  const error = { code: 'runner.noCheckpoint', params: { name: 'iris-1' } };
  expect(errorText('en', error).message).toBe('The run iris-1 has no checkpoint to go on from.');
  expect(errorText('zh', error).message).toContain('iris-1');
  expect(errorText('zh', error).hint).not.toBeNull();
});

test('an unknown code, and one that lacks a parameter, show themselves', () => {
  expect(errorText('en', { code: 'runner.nothing', params: { a: 1 } })).toEqual({
    message: 'runner.nothing {"a":1}',
    hint: null,
  });
  expect(errorText('en', { code: 'runner.noCheckpoint', params: {} }).message).toBe('runner.noCheckpoint {}');
});
