/** JSON that is no table, is cut off, or is made to exhaust its reader. */
import type { CorpusCase } from './case.ts';

export const json: readonly CorpusCase[] = [
  { name: 'an empty array', file: 'a.json', content: '[]', expected: { code: 'datasets.noRows' } },
  { name: 'a number', file: 'a.json', content: '42\n', expected: { code: 'datasets.jsonShape' } },
  {
    name: 'a table under a name',
    file: 'a.json',
    content: '{"data":[{"a":1},{"a":2}]}\n',
    expected: { code: 'datasets.jsonShape' },
  },
  { name: 'an array of numbers', file: 'a.json', content: '[1,\n2]', expected: { code: 'datasets.jsonShape' } },
  {
    name: 'an array that is cut off',
    file: 'a.json',
    content: '[{"a":1},\n{"a":',
    expected: { code: 'datasets.jsonCutOff', params: { line: 2 } },
  },
  {
    name: 'an array without its end',
    file: 'a.json',
    content: '[{"a":1},\n{"a":2}\n',
    expected: { code: 'datasets.jsonCutOff', params: { line: 3 } },
  },
  {
    name: 'text behind the array',
    file: 'a.json',
    content: '[{"a":1}]\n[{"a":2}]\n',
    expected: { code: 'datasets.jsonSyntax', params: { line: 2 } },
  },
  {
    name: 'a comma too many',
    file: 'a.json',
    content: '[{"a":1},\n,{"a":2}]',
    expected: { code: 'datasets.jsonSyntax', params: { line: 2 } },
  },
  {
    name: 'a record with an error in it',
    file: 'a.json',
    content: '[{"a":1},\n{"a":nul},{"a":2}]',
    expected: { code: 'datasets.jsonSyntax', params: { line: 2 } },
  },
  {
    name: 'a string with a line end in it',
    file: 'a.json',
    content: '[{"a":"x\ny"}]',
    expected: { code: 'datasets.jsonSyntax' },
  },
  {
    name: 'lists in lists in lists',
    file: 'a.json',
    content: `[{"a":${'['.repeat(100_000)}`,
    expected: { code: 'datasets.jsonTooDeep', params: { line: 1 } },
  },
  {
    name: 'lists in lists on a line',
    file: 'a.jsonl',
    content: `{"a":1}\n{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}\n{"a":2}\n`,
    expected: { code: 'datasets.jsonTooDeep', params: { line: 2 } },
  },
  {
    name: 'a record of five million characters',
    file: 'a.jsonl',
    content: `{"a":1}\n{"a":"${'x'.repeat(5_000_000)}"}\n`,
    expected: { code: 'datasets.jsonRecordTooLong', params: { line: 2 } },
  },
  {
    name: '100,000 columns',
    file: 'a.json',
    content: `[{${Array.from({ length: 100_000 }, (_, index) => `"c${index}":1`).join(',')}}]`,
    expected: { code: 'datasets.tooManyColumns' },
  },
  {
    name: 'lines of which some are none',
    file: 'a.jsonl',
    content: '{"a":1}\n\n{"a":\n[]\n"x"\n{"a":2}\n',
    options: { onBadRow: 'keepAside' },
    expected: { cells: [['1'], [null], ['2']], rejected: [3, 5] },
  },
  {
    name: 'a NUL character in a text',
    file: 'a.jsonl',
    content: '{"a":"x","b":1}\n{"a":"y\\u0000","b":2}\n',
    expected: { code: 'datasets.badRow', params: { line: 2, reason: 'nul' } },
  },
  {
    name: 'numbers beyond float64',
    file: 'a.json',
    content: '[{"a":1e999,"b":12345678901234567},{"a":2,"b":9223372036854775807}]',
    expected: { columns: { a: 'number', b: 'integer' }, warnings: ['datasets.nonFinite'] },
  },
  {
    name: 'names that mean something to JavaScript',
    file: 'a.json',
    content: '[{"__proto__":1,"constructor":2,"":3},{"__proto__":4,"constructor":5,"":6}]',
    expected: { columns: { ['__proto__']: 'integer', constructor: 'integer', column_3: 'integer' } },
  },
  {
    name: 'half a surrogate pair',
    file: 'a.json',
    content: '[{"a":"\\ud800","b":1},{"a":"x","b":2}]',
    expected: {
      cells: [
        ['\ufffd', '1'],
        ['x', '2'],
      ],
    },
  },
  {
    name: 'records with other columns each',
    file: 'a.jsonl',
    content: '{"a":1}\n{"b":2}\n{"c":{"d":3}}\n',
    expected: {
      cells: [
        ['1', null, null],
        [null, '2', null],
        [null, null, '3'],
      ],
    },
  },
  {
    name: 'UTF-16',
    file: 'a.json',
    content: Buffer.from('\ufeff[{"a":"é"},{"a":"z"}]', 'utf16le'),
    expected: { cells: [['é'], ['z']] },
  },
  { name: 'a text of other kind', file: 'a.json', content: 'a,b\n1,2\n', expected: { code: 'datasets.jsonShape' } },
];
