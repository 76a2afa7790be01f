/** The form writes queries that mean what its lines say. */
import { expect, test } from 'vitest';
import { toConditions } from '../../../main/experiments/query/conditions.ts';
import { parseQuery } from '../../../main/experiments/query/parse.ts';
import { quotedName, wordsQuery, writeConditions, type FormLine } from '../../../renderer/state/query-lines.ts';

const line = (field: string, operator: FormLine['operator'], value: string): FormLine => ({ field, operator, value });

test.each<[string, FormLine[], string]>([
  ['nothing', [line('', '=', ''), line(' ', 'contains', ' ')], ''],
  [
    'numbers and words',
    [line('val_accuracy', '>', '0.9'), line('optimizer', '=', 'adam')],
    'val_accuracy > 0.9 and optimizer = "adam"',
  ],
  ['texts that hold quotes', [line('tag', '=', 'a "b" \\')], 'tag = "a \\"b\\" \\\\"'],
  ['texts that are quoted already', [line('tag', '!=', '"1"')], 'tag != "1"'],
  ['contains always takes a text', [line('name', 'contains', '12')], 'name contains "12"'],
  [
    'dates and spans',
    [line('created', '>', '7d ago'), line('seconds', '<', '5m')],
    'created > 7d ago and seconds < 5m',
  ],
  ['odd names', [line('my metric', '<', '1'), line('`it`', 'missing', 'x')], '`my metric` < 1 and `it` is missing'],
  ['readings', [line('last(val_loss)', 'there', '')], 'last(val_loss) is not missing'],
  ['no name looks everywhere', [line('', 'contains', '鸢尾 2')], '"鸢尾 2"'],
])('%s', (_name, lines, expected) => {
  expect(writeConditions(lines)).toBe(expected);
});

test('what the form writes it reads back', () => {
  const text = 'last(`my loss`) <= 0.5 and tag = "a \\"b\\"" and note is missing and "words of a note"';
  const lines = toConditions(parseQuery(text, { now: 0 }));
  expect(lines).toHaveLength(4);
  expect(writeConditions(lines ?? [])).toBe(text);
});

test('words are texts that must all be found, names are taken as they are', () => {
  expect(wordsQuery('  sgd and "0.05" ')).toBe(String.raw`"sgd" and "and" and "\"0.05\""`);
  expect(wordsQuery(' ')).toBe('');
  expect(quotedName('my `best` metric')).toBe('`my \\`best\\` metric`');
});
