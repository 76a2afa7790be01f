/** What charts and tables of runs are made of, and what is kept of them in files. */
import { describe, expect, it } from 'vitest';
import { curveGroups } from '../../../renderer/charts/curve-groups.ts';
import { errorHeat, mistakes } from '../../../renderer/charts/confusion.ts';
import { csvCell, linesToCsv } from '../../../renderer/charts/export.ts';
import { cutMiddle } from '../../../renderer/charts/chart-reading.ts';
import { SvgPen } from '../../../renderer/charts/pen.ts';
import type { ChartLine } from '../../../renderer/charts/lines.ts';
import { SeriesBuffer } from '../../../renderer/state/series-buffer.ts';
import { settingGroups } from '../../../renderer/views/run/setting-groups.ts';

describe('what charts are made of', () => {
  it('pairs a metric with its twin, loss first and the learning rate last', () => {
    expect(curveGroups(['learningRate', 'val_loss', 'accuracy', 'loss', 'val_accuracy'])).toEqual([
      { base: 'loss', metrics: ['loss', 'val_loss'] },
      { base: 'accuracy', metrics: ['accuracy', 'val_accuracy'] },
      { base: 'learningRate', metrics: ['learningRate'] },
    ]);
  });

  it('colours errors by how common they are, and a single one gently', () => {
    expect([0, 1, 50, 100].map((count) => errorHeat(count, 100))).toEqual([0, 2, 5, 6]);
    expect(errorHeat(1, 1)).toBe(3);
    expect(
      mistakes(
        [
          [5, 2],
          [7, 5],
        ],
        1,
      ),
    ).toEqual([{ actual: 1, predicted: 0, count: 7 }]);
  });

  it('groups settings in the order of the experiment file', () => {
    expect(
      settingGroups({
        'training.seed': 0,
        'engine.name': 'auto',
        'model.layers[10].units': 1,
        'model.layers[2].units': 2,
        'data.target': 'y',
      }),
    ).toEqual([
      { part: 'data', rows: [{ path: 'data.target', value: 'y' }] },
      {
        part: 'model',
        rows: [
          { path: 'model.layers[2].units', value: 2 },
          { path: 'model.layers[10].units', value: 1 },
        ],
      },
      { part: 'training', rows: [{ path: 'training.seed', value: 0 }] },
      { part: 'engine', rows: [{ path: 'engine.name', value: 'auto' }] },
    ]);
  });
});

describe('export', () => {
  const line = (values: (number | null)[]): ChartLine => {
    const buffer = new SeriesBuffer();
    buffer.append(1, values);
    return { key: '', run: '', label: '', color: 'c1', weight: 'thick', dashed: false, live: false, curve: buffer };
  };

  it('writes every point in full, gaps empty, and nothing that a spreadsheet would run', () => {
    expect(linesToCsv([line([0.1 + 0.2, null]), line([1])], ['=1+1', 'say "a", b'])).toBe(
      'epoch,\'=1+1,"say ""a"", b"\r\n1,0.30000000000000004,1\r\n2,,\r\n',
    );
    expect(csvCell('plain')).toBe('plain');
  });

  it('escapes what a run is called in SVG', () => {
    const pen = new SvgPen('10.5px "Segoe UI", sans-serif');
    pen.text(0, 0, '<script>&"', { color: 'red', align: 'left' });
    const text = pen.document(10, 10, 'white');
    expect(text).toContain('&lt;script&gt;&amp;&quot;');
    expect(text).not.toContain('<script>');
  });

  it('cuts long labels in the middle, never through a letter', () => {
    expect(cutMiddle('abcdefghij', 5)).toBe('ab…ij');
    expect(cutMiddle('🌸🌸🌸🌸🌸🌸', 3)).toBe('🌸…🌸');
    expect(cutMiddle('short', 10)).toBe('short');
  });
});
