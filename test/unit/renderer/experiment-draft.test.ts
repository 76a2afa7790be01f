/** The builder's draft: proposals that fit the target, edits that keep what they do not know. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExperiment as parseFile } from '../../../main/runner/experiment-file/parse.ts';
import { layersOf, valueAt, withValue } from '../../../main/drafts/draft.ts';
import {
  chosenFeatures,
  insertLayer,
  moveLayer,
  newLayer,
  parseExperiment,
  removeLayer,
  withLoss,
  withOption,
  withTarget,
  type LossDescriptor,
} from '../../../renderer/views/models/experiment-draft.ts';
import {
  likelyTarget,
  proposeTableExperiment,
  targetKind,
  type ColumnFacts,
  type TableFacts,
} from '../../../main/drafts/table-draft.ts';
import { findJsonFault } from '../../../renderer/views/models/json-place.ts';

const column = (name: string, kind: ColumnFacts['kind'], distinct = 30): ColumnFacts => ({ name, kind, distinct });
const iris: TableFacts = {
  name: 'iris',
  columns: [
    column('sepal_length', 'number'),
    column('petal_length', 'number'),
    column('remark', 'text', 150),
    column('species', 'category', 3),
  ],
};
const cars: TableFacts = { name: 'cars', columns: [column('weight', 'integer', 300), column('mpg', 'number', 129)] };

describe('proposals', () => {
  it('predicts the last category, else the last column', () => {
    expect(likelyTarget(iris)?.name).toBe('species');
    expect(likelyTarget(cars)?.name).toBe('mpg');
  });

  it.each([
    ['category', 3, 'categorical'],
    ['boolean', 2, 'categorical'],
    ['text', 900, 'categorical'],
    ['integer', 10, 'categorical'],
    ['integer', 300, 'regression'],
    ['number', 3, 'regression'],
  ] as const)('%s with %d values is %s', (kind, distinct, expected) => {
    expect(targetKind(column('x', kind, distinct))).toBe(expected);
  });

  it.each([iris, cars])('the core accepts what is proposed for $name', (table) => {
    const proposed = structuredClone(proposeTableExperiment(table));
    const parsed = parseFile(proposed);
    expect(parsed.data).toMatchObject({ kind: 'table', target: likelyTarget(table)?.name });
    expect(parsed.training.epochs).toBe(100);
  });

  it('reads texts where there is nothing else to read', () => {
    const one: TableFacts = {
      name: 'messages',
      columns: [column('sent', 'date'), column('kind', 'category', 2), column('message', 'text', 900)],
    };
    const two: TableFacts = { ...one, columns: [...one.columns, column('subject', 'text', 800)] };
    const first = proposeTableExperiment(one);
    expect(valueAt(first, ['data', 'preprocess', 'columns', 'message', 0, 'step'])).toBe('tokens');
    expect(layersOf(first)?.map(({ type }) => type)).toEqual(['embedding', 'globalAveragePooling', 'dense', 'dense']);
    const second = proposeTableExperiment(two);
    for (const name of ['message', 'subject']) {
      expect(valueAt(second, ['data', 'preprocess', 'columns', name, 0, 'step'])).toBe('bagOfWords');
    }
    const featuresOf = (proposed: object): unknown => parseFile(structuredClone(proposed)).data;
    expect(featuresOf(first)).toMatchObject({ target: 'kind', features: ['message'] });
    expect(featuresOf(second)).toMatchObject({ target: 'kind', features: ['message', 'subject'] });
  });

  it('predicts the column that is called so, else the last category', () => {
    const passengers: TableFacts = {
      name: 'passengers',
      columns: [column('Survived', 'integer', 2), column('class', 'category', 3), column('alone', 'boolean', 2)],
    };
    expect(likelyTarget(passengers)?.name).toBe('Survived');
    expect(likelyTarget({ ...passengers, columns: passengers.columns.slice(1) })?.name).toBe('class');
    expect(likelyTarget({ ...passengers, columns: passengers.columns.slice(2) })?.name).toBe('alone');
  });

  it('is the example that ships for iris', () => {
    const example = JSON.parse(readFileSync('resources/examples/iris.json', 'utf8')) as Record<string, unknown>;
    const proposed = proposeTableExperiment(iris);
    expect(proposed['model']).toEqual(example['model']);
    expect(proposed['training']).toEqual(example['training']);
  });
});

describe('the target', () => {
  it('brings loss, metrics and output with it, and back', () => {
    const before = proposeTableExperiment(iris);
    const regression = withTarget(before, column('petal_length', 'number'), 'categorical');
    expect(valueAt(regression, ['training', 'loss'])).toBe('mse');
    expect(valueAt(regression, ['training', 'metrics'])).toEqual(['mae', 'r2']);
    expect(layersOf(regression)?.at(-1)).toMatchObject({ units: 1, activation: 'linear' });
    expect(parseFile(structuredClone(regression)).training.loss).toBe('mse');
    const back = withTarget(regression, column('species', 'category', 3), 'regression');
    expect(back).toEqual(before);
  });

  it('leaves a changed network alone when the kind stays', () => {
    const edited = withValue(proposeTableExperiment(iris), ['model', 'layers', 2, 'units'], 5);
    const moved = withTarget(edited, column('other', 'category', 4), 'categorical');
    expect(layersOf(moved)?.[2]).toMatchObject({ units: 5, activation: 'softmax' });
  });

  it('is never one of its own features', () => {
    const chosen = withValue(proposeTableExperiment(iris), ['data', 'features'], ['sepal_length', 'petal_length']);
    const moved = withTarget(chosen, column('petal_length', 'number'), 'categorical');
    expect(valueAt(moved, ['data', 'features'])).toEqual(['sepal_length']);
    const none = withTarget(moved, column('sepal_length', 'number'), 'regression');
    expect(valueAt(none, ['data', 'features'])).toBe('all');
  });

  it('takes every column but the target and free text for all', () => {
    expect([...chosenFeatures(proposeTableExperiment(iris), iris)]).toEqual(['sepal_length', 'petal_length']);
  });
});

describe('layers', () => {
  const base = proposeTableExperiment(iris);
  const types = (experiment: typeof base): unknown[] => (layersOf(experiment) ?? []).map(({ units }) => units);

  it('are inserted, moved and removed without touching the rest', () => {
    const inserted = insertLayer(base, 1, { type: 'dense', units: 7 });
    expect(types(inserted)).toEqual([64, 7, 64, 'classes']);
    expect(types(moveLayer(inserted, 1, 3))).toEqual([64, 64, 'classes', 7]);
    expect(types(moveLayer(inserted, 3, 0))).toEqual(['classes', 64, 7, 64]);
    expect(removeLayer(inserted, 1)).toEqual(base);
    expect(types(base)).toEqual([64, 64, 'classes']);
  });

  it('keep what they take when others are put before them', () => {
    const branched = withValue(
      base,
      ['model', 'layers'],
      [
        { type: 'dense', units: 1 },
        { type: 'dense', units: 2 },
        { type: 'add', inputs: ['dense_1', 'dense_2'] },
      ],
    );
    const named = [
      { type: 'dense', units: 1, id: 'dense_1' },
      { type: 'dense', units: 2, id: 'dense_2' },
      { type: 'add', inputs: ['dense_1', 'dense_2'] },
    ];
    const inserted = insertLayer(branched, 0, { type: 'dense', units: 7 });
    expect(layersOf(inserted)).toEqual([{ type: 'dense', units: 7 }, ...named]);
    expect(layersOf(removeLayer(inserted, 0))).toEqual(named);
    expect(layersOf(moveLayer(branched, 1, 0))).toEqual([named[1], named[0], named[2]]);
  });

  it('moving keeps every layer exactly once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 12 }), fc.nat(), fc.nat(), (units, a, b) => {
        const layers = units.map((value) => ({ type: 'dense', units: value }));
        const [from, to] = [a % units.length, b % units.length];
        const moved = layersOf(moveLayer(withValue(base, ['model', 'layers'], layers), from, to)) ?? [];
        expect(moved[to]).toEqual(layers[from]);
        expect(moved.map((layer) => layer['units']).sort()).toEqual([...units].sort());
      }),
    );
  });

  it('begins with what a person expects', () => {
    const layer = newLayer({
      type: 'dense',
      category: 'core',
      formula: '',
      inputs: { minimum: 1, maximum: 1 },
      fields: [
        { kind: 'integer', name: 'units', required: true, default: 64, minimum: 1, maximum: 10, words: [] },
        { kind: 'choice', name: 'activation', required: false, default: 'linear', choices: ['linear', 'relu'] },
        { kind: 'choice', name: 'kernelInitializer', required: false, default: 'zeros', choices: ['zeros'] },
      ],
    });
    expect(layer).toEqual({ type: 'dense', units: 64, activation: 'relu' });
  });

  it('are none for a graph', () => {
    expect(layersOf(withValue(base, ['model'], { inputs: [], nodes: [], outputs: [] }))).toBeNull();
  });
});

describe('JSON', () => {
  it('keeps fields that this version does not know', () => {
    const text = '{"athanor": 1, "future": {"a": [1]}, "model": {"layers": [{"type": "dense"}]}}';
    const parsed = parseExperiment(text);
    expect(parsed).toMatchObject({ kind: 'experiment' });
    if (parsed.kind !== 'experiment') return;
    const edited = withValue(parsed.experiment, ['model', 'layers', 0, 'units'], 3);
    expect(edited).toMatchObject({ future: { a: [1] }, model: { layers: [{ type: 'dense', units: 3 }] } });
  });

  it.each([
    ['{\n  "a": 1,\n  "b": x\n}', 3, 8, 'x'],
    ['{"a": 1,}', 1, 9, '}'],
    ['{"a": [1, 2}', 1, 12, '}'],
    ['{"a": 01}', 1, 8, '1'],
    ['{"a": "open', 1, 7, '"'],
    ['{"a": 1', 1, 8, ''],
    ['{} {}', 1, 4, '{'],
    ['', 1, 1, ''],
  ])('names the place where %j stops being JSON', (text, line, column, found) => {
    expect(parseExperiment(text)).toEqual({ kind: 'syntax', line, column, found });
  });

  it('wants an object', () => {
    expect(parseExperiment('[1]')).toEqual({ kind: 'notAnObject' });
  });

  it('agrees with JSON.parse on what is JSON', () => {
    const valid = fc.json();
    const broken = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', '}', ',', '0', '\\', '\n'))
      .map(([text, place, piece]) => {
        const at = text.length === 0 ? 0 : place % text.length;
        return text.slice(0, at) + piece + text.slice(at + 1);
      });
    fc.assert(
      fc.property(fc.oneof(valid, broken), (text) => {
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        expect(findJsonFault(text) === null).toBe(isJson);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes a field out', () => {
    expect(withValue({ a: { b: 1, c: 2 } }, ['a', 'b'], undefined)).toEqual({ a: { c: 2 } });
  });
});

describe('losses and metrics with options', () => {
  const binary: LossDescriptor = {
    type: 'binaryCrossEntropy',
    target: 'categorical',
    oneOutput: true,
    endings: ['sigmoid', 'linear'],
    fields: [],
  };
  const several = { ...binary, type: 'crossEntropy', oneOutput: false, endings: ['softmax', 'linear'] };
  const lastOf = (experiment: ReturnType<typeof proposeTableExperiment>): unknown => layersOf(experiment)?.at(-1);

  it('gives a loss of one output one unit and an ending that it reads, and takes both back', () => {
    const one = withLoss(proposeTableExperiment(iris), binary, 'categorical');
    expect(lastOf(one)).toEqual({ type: 'dense', units: 1, activation: 'sigmoid' });
    expect(lastOf(withLoss(one, several, 'categorical'))).toEqual({
      type: 'dense',
      units: 'classes',
      activation: 'softmax',
    });
  });

  it('keeps an ending that the loss reads', () => {
    const logits = withValue(proposeTableExperiment(iris), ['model', 'layers', 2, 'activation'], 'linear');
    expect(lastOf(withLoss(logits, binary, 'categorical'))).toEqual({ type: 'dense', units: 1, activation: 'linear' });
  });

  it('writes an item while it has options, and a word when it has none', () => {
    const item = withOption('f1', 'average', 'micro');
    expect(item).toEqual({ type: 'f1', average: 'micro' });
    expect(withOption(item, 'average', undefined)).toBe('f1');
  });
});
