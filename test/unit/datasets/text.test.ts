/** How delimited text is taken apart: sniffing, and the lines on which rows begin. */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { sniffDialect } from '../../../main/datasets/text/dialect.ts';
import { parseRecords } from '../../../main/datasets/text/records.ts';
import { linesOfRows } from '../../../main/datasets/text/row-lines.ts';
import { linesAtBytes } from '../../../main/datasets/text/stream.ts';
import { never, Workbench } from './tables.ts';

const bench = new Workbench();
afterAll(() => {
  bench[Symbol.dispose]();
});

describe('records', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'b', ',', '"', '\n', ' ', '甲'), maxLength: 6 });

  function quoteCell(text: string): string {
    return /[",\n]/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text;
  }

  test('come back from well-formed text', () => {
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 }), (records) => {
        const text = records.map((record) => record.map(quoteCell).join(',')).join('\n');
        expect(parseRecords(text, ',', '"', 1000, true)).toEqual({ records, malformed: 0 });
      }),
    );
  });

  test('a cut text gives only its whole records', () => {
    const text = 'a,b\n1,"x\ny"\n2,z\n';
    for (let length = 0; length <= text.length; length++) {
      const { records, malformed } = parseRecords(text.slice(0, length), ',', '"', 1000, false);
      const whole = [
        ['a', 'b'],
        ['1', 'x\ny'],
        ['2', 'z'],
      ];
      expect(records).toEqual(whole.slice(0, records.length));
      expect(malformed).toBe(0);
    }
  });

  test('lines of rows are counted through quoted line breaks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        fc.constantFrom('\n', '\r\n', '\n\n'),
        async (records, header, end) => {
          const path = bench.write('rows.csv', records.map((record) => record.map(quoteCell).join(',') + end).join(''));
          const breaks = (text: string): number => text.split('\n').length - 1;
          const starts: number[] = [];
          let line = 1;
          for (const record of records) {
            starts.push(line);
            line += breaks(record.join('')) + breaks(end);
          }
          const expected = header ? starts.slice(1) : starts;
          const dialect = { delimiter: ',', quote: '"', header, skip: 0 };
          expect(await linesOfRows(path, dialect, [...expected.keys()], new Set(), never)).toEqual(expected);
        },
      ),
    );
  });
});

test('lines at bytes are those on which the rows stand, wherever the chunks end', async () => {
  const text = `${'x'.repeat(2 ** 20 - 3)}\n\nab\r\ncd\n`;
  const path = bench.write('bytes.txt', text);
  const at = (part: string): number => text.indexOf(part);
  expect(await linesAtBytes(path, [0, at('\n\n'), at('ab'), at('\r\ncd'), at('cd')], never)).toEqual([1, 3, 3, 4, 4]);
});

describe('a dialect', () => {
  const sniff = (text: string, given = {}) => {
    const { delimiter, quote, header, skip, first } = sniffDialect(text, true, given);
    return { delimiter, quote, header, skip, first };
  };

  test.each([
    ['a,b\n1,2\n', { delimiter: ',', header: true }],
    ['a;b\n1,5;2,5\n3,5;4,5\n', { delimiter: ';', header: true }],
    ['1.5;2\n3;4\n', { delimiter: ';', header: false }],
    ['name\tsays\nann\thi, you\nbob\tyes, me\n', { delimiter: '\t', header: true }],
    ['ham\thello\nspam\twin\nham\tbye\n', { delimiter: '\t', header: false }],
    ['a\n1\n2\n', { delimiter: ',', header: true, first: ['a'] }],
    ['a,b\n"x, y",1\n"z",2\n', { delimiter: ',', quote: '"' }],
    ['a\tb\n"x\t1\ny"z\t2\n"q\t3\n', { delimiter: '\t', quote: '' }],
    ['# one\n\na,b\n1,2\n', { skip: 2, first: ['a', 'b'] }],
    ['2019,2020\n1,2\n', { header: false }],
    [',b\n1,2\n', { header: true, first: ['', 'b'] }],
  ])('of %j', (text, expected) => {
    expect(sniff(text)).toMatchObject(expected);
  });

  test('is what the person says', () => {
    expect(sniff('a;b\n1;2\n', { delimiter: ',', header: false, quote: "'" })).toMatchObject({
      delimiter: ',',
      header: false,
      quote: "'",
      first: ['a;b'],
    });
  });
});
