/** What the command line draws: widths as a terminal sees them, tables, numbers, the progress line. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatBytes, formatReading, formatSeconds } from '../../../main/shells/cli/terminal/numbers.ts';
import { createProgressView, progressLine, type ProgressState } from '../../../main/shells/cli/terminal/progress.ts';
import { formatFacts, formatTable } from '../../../main/shells/cli/terminal/table.ts';
import { cutEnd, cutMiddle, pad, textWidth } from '../../../main/shells/cli/terminal/text-width.ts';

// Widths of glibc's wcwidth() for the same texts.
test.each([
  ['abc', 3],
  ['', 0],
  ['实验', 4],
  ['验证集 val_loss', 15],
  ['ｆｕｌｌ', 8],
  ['e\u0301', 1],
  ['한글', 4],
  ['🔥', 2],
  ['–', 1],
  ['█░', 2],
])('%j is %i wide', (text, width) => {
  expect(textWidth(text)).toBe(width);
});

test('a cut text is never wider than asked, and whole where it fits', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', '实', 'e\u0301', '🔥', ' ') }),
      fc.integer({ min: 1, max: 30 }),
      (text, width) => {
        for (const cut of [cutMiddle(text, width), cutEnd(text, width)]) {
          expect(textWidth(cut)).toBeLessThanOrEqual(width);
          if (textWidth(text) <= width) expect(cut).toBe(text);
        }
        expect(textWidth(pad(text, width))).toBe(Math.max(width, textWidth(text)));
      },
    ),
  );
});

test('columns stand under each other in both scripts', () => {
  const table = formatTable(
    [{ title: '名称' }, { title: 'epochs', align: 'right' }],
    [
      ['iris-1', '100/100'],
      ['鸢尾花', '7/100'],
    ],
  );
  expect(table).toBe(['名称     epochs', 'iris-1  100/100', '鸢尾花    7/100'].join('\n'));
  expect(
    formatFacts([
      ['id', '1'],
      ['状态', 'x'],
    ]),
  ).toBe('id    1\n状态  x');
});

test('a name from a file cannot steer the terminal', () => {
  expect(formatTable([{ title: 'name' }], [['a\u001B[2J\nb']])).toBe('name\na [2J b');
});

test('numbers', () => {
  expect([0.12345678, 1, 123456789, 0.00001, null, 0].map(formatReading)).toEqual([
    '0.1235',
    '1',
    '1.235e+8',
    '1.000e-5',
    '–',
    '0',
  ]);
  expect([0.04, 9.96, 59.4, 61, 7300].map(formatSeconds)).toEqual([
    '0.0 s',
    '10.0 s',
    '59 s',
    '1 min 1 s',
    '2 h 1 min',
  ]);
  expect([0, 999, 1000, 999_950, 12_000_000_000, null].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '1.0 MB',
    '12.0 GB',
    '–',
  ]);
});

describe('progress', () => {
  const texts = { left: (time: string) => `${time} left` };
  const state: ProgressState = {
    name: 'iris-1',
    epoch: 50,
    epochs: 100,
    fraction: 0,
    metrics: new Map([
      ['loss', 0.1234],
      ['accuracy', 0.975],
      ['val_loss', 0.2],
    ]),
    secondsLeft: 3.2,
    phase: null,
  };

  test('says epoch, loss, metric and time left', () => {
    expect(progressLine(state, texts, 120)).toBe(
      'iris-1  ████████████░░░░░░░░░░░░   50/100  loss 0.1234  accuracy 0.9750  3.2 s left  val_loss 0.2000',
    );
  });

  test('leaves whole parts out where there is no room', () => {
    expect(progressLine(state, texts, 60)).toBe('iris-1  ████████████░░░░░░░░░░░░   50/100  loss 0.1234');
    for (const width of [1, 5, 20, 40]) expect(textWidth(progressLine(state, texts, width))).toBeLessThanOrEqual(width);
  });

  test('without a terminal prints the first epoch and each tenth, and never an escape', () => {
    const lines: string[] = [];
    const view = createProgressView({ write: (text) => lines.push(text) }, texts, () => 0);
    view.update({ ...state, epoch: 0, phase: 'preparing' });
    view.update({ ...state, epoch: 0, phase: 'preparing' });
    for (let epoch = 1; epoch <= 100; epoch += 1) view.update({ ...state, epoch });
    view.end();
    expect(lines).toHaveLength(12);
    expect(lines[0]).toBe('iris-1  0/100  preparing\n');
    expect(lines[1]).toMatch(/^iris-1 {2}1\/100 {2}loss 0\.1234/u);
    expect(lines.at(-1)).toMatch(/100\/100/u);
    expect(lines.join('')).not.toContain('\u001B');
  });

  test('in a terminal redraws one line, not too often, and leaves the last state standing', () => {
    let now = 0;
    let written = '';
    const output = { isTTY: true, columns: 80, write: (text: string) => (written += text) };
    const view = createProgressView(output, texts, () => now);
    for (let epoch = 1; epoch <= 100; epoch += 1) {
      now += 1;
      view.update({ ...state, epoch });
    }
    expect(written.split('\r').length - 1).toBe(2);
    view.end();
    expect(written.endsWith('\n')).toBe(true);
    expect(written.split('\r').at(-1)).toContain('100/100');
    expect(written.split('\n')).toHaveLength(2);
  });
});
