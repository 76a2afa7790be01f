/** Inputs and outputs of a model on the canvas: what the core reads afterwards, and what data and training say of each. */
import { describe, expect, it } from 'vitest';
import { valueAt, withValue, type Experiment } from '../../../main/drafts/draft.ts';
import { proposeTableExperiment, type TableFacts } from '../../../main/drafts/table-draft.ts';
import { parseExperiment } from '../../../main/runner/experiment-file/parse.ts';
import { connect, graphOf, itemOf, removeLayers } from '../../../renderer/views/models/graph/model-edits.ts';
import {
  addInput,
  addOutput,
  asGraph,
  removeInput,
  removeOutput,
  renameInput,
  renameLayer,
  withInputColumns,
} from '../../../renderer/views/models/graph/port-edits.ts';

const table: TableFacts = {
  name: 'flowers',
  columns: [
    { name: 'width', kind: 'number', distinct: 40 },
    { name: 'length', kind: 'number', distinct: 50 },
    { name: 'note', kind: 'text', distinct: 50 },
    { name: 'species', kind: 'category', distinct: 3 },
  ],
};
const proposal = proposeTableExperiment(table);

/** Fails the test for what was refused. */
function done(result: Experiment | string): Experiment {
  return typeof result === 'string' ? expect.fail(`refused: ${result}`) : result;
}

/** With a further output after a layer. */
function withOutput(experiment: Experiment, after: string): { readonly experiment: Experiment; readonly key: string } {
  const added = addOutput(experiment, itemOf(graphOf(asGraph(experiment)), after), table);
  return typeof added === 'string' ? expect.fail(`refused: ${added}`) : added;
}

const at = (experiment: Experiment, ...path: string[]): unknown => valueAt(experiment, path);

describe('a list made a graph', () => {
  it('is the same model', () => {
    const whole = asGraph(proposal);
    expect(at(whole, 'model', 'inputs')).toEqual([{ id: 'features' }]);
    expect(at(whole, 'model', 'outputs')).toEqual(['dense_3']);
    expect(graphOf(whole).edges).toEqual(graphOf(proposal).edges);
    expect(asGraph(whole)).toBe(whole);
    expect(() => parseExperiment(whole)).not.toThrow();
  });
});

describe('inputs', () => {
  const { experiment, key } = addInput(proposal);

  it('are added, joined by a layer, and take columns of their own', () => {
    expect(key).toBe('input_1');
    expect(at(experiment, 'data', 'features')).toBe('all');
    const own = withInputColumns(experiment, key, ['length'], ['width', 'length']);
    expect(at(own, 'data', 'features')).toEqual({ features: ['width', 'length'], input_1: ['length'] });
    // A third begins with what the first takes, for none may be without columns.
    expect(at(addInput(own).experiment, 'data', 'features')).toMatchObject({ input_2: ['width', 'length'] });
    const joined = connect(own, key, 'dense_2');
    expect(graphOf(joined).edges.map((edge) => edge.key)).toContain('input_1>dense_2:1');
  });

  it('are called otherwise wherever they are taken, in blocks too', () => {
    const block = {
      type: 'repeat',
      times: 2,
      layers: [
        { type: 'dense', units: 4 },
        { type: 'add', inputs: ['dense_1', 'features'] },
      ],
    };
    const list = withValue(proposal, ['model'], { layers: [{ type: 'dense', units: 4 }, block] });
    const renamed = done(renameInput(list, 'features', 'flower'));
    expect(at(renamed, 'model', 'inputs')).toEqual([{ id: 'flower' }]);
    expect(at(renamed, 'model', 'nodes')).toMatchObject([
      { inputs: ['flower'] },
      { layers: [{}, { inputs: ['dense_1', 'flower'] }] },
    ]);
    const own = withInputColumns(experiment, key, ['length'], ['width', 'length']);
    expect(at(done(renameInput(own, key, 'long')), 'data', 'features')).toEqual({
      features: ['width', 'length'],
      long: ['length'],
    });
  });

  it.each([
    ['', 'notAName'],
    ['1st', 'notAName'],
    ['a b', 'notAName'],
    ['مدخل', 'notAName'],
    ['x'.repeat(65), 'notAName'],
    ['dense_1', 'taken'],
    ['input', 'taken'],
  ])('cannot be called %j: %s', (name, refusal) => {
    expect(renameInput(experiment, key, name)).toBe(refusal);
  });

  it('go with what took them and with their columns, but for the last', () => {
    const own = withInputColumns(connect(experiment, key, 'dense_2'), key, ['length'], ['width', 'length']);
    const left = done(removeInput(own, key));
    expect(at(left, 'data', 'features')).toEqual(['width', 'length']);
    expect(graphOf(left).edges).toEqual(graphOf(proposal).edges);
    expect(removeInput(left, 'features')).toBe('lastInput');
  });
});

describe('outputs', () => {
  it('are added with a layer, a target, a loss and metrics that go together', () => {
    const { experiment, key } = withOutput(proposal, 'dense_2');
    expect(key).toBe('out:dense_4');
    expect(at(experiment, 'model', 'outputs')).toEqual(['dense_3', 'dense_4']);
    expect(at(experiment, 'data', 'target')).toEqual({ dense_3: 'species', dense_4: 'length' });
    expect(at(experiment, 'training', 'loss')).toEqual({ dense_3: 'crossEntropy', dense_4: 'mse' });
    expect(at(experiment, 'training', 'metrics')).toEqual({ dense_3: ['accuracy'], dense_4: ['mae', 'r2'] });
    expect(() => parseExperiment(experiment)).not.toThrow();
    // What is predicted is no feature by name any more.
    const named = withValue(proposal, ['data', 'features'], ['width', 'length']);
    expect(at(withOutput(named, 'dense_2').experiment, 'data', 'features')).toEqual(['width']);
  });

  it('keep what is said of them when they are called otherwise, and when others go', () => {
    const { experiment } = withOutput(proposal, 'dense_2');
    const weighted = withValue(experiment, ['training', 'lossWeights'], { dense_3: 1, dense_4: 0.5 });
    const renamed = done(renameLayer(weighted, 'dense_4', 'size'));
    expect(at(renamed, 'model', 'outputs')).toEqual(['dense_3', 'size']);
    expect(at(renamed, 'data', 'target')).toEqual({ dense_3: 'species', size: 'length' });
    expect(at(renamed, 'training', 'lossWeights')).toEqual({ dense_3: 1, size: 0.5 });
    expect(() => parseExperiment(renamed)).not.toThrow();
    const left = done(removeOutput(renamed, 'dense_3'));
    expect(at(left, 'model', 'outputs')).toEqual(['size']);
    expect(at(left, 'data', 'target')).toBe('length');
    expect(at(left, 'training')).toMatchObject({ loss: 'mse', metrics: ['mae', 'r2'] });
    expect(at(left, 'training', 'lossWeights')).toBeUndefined();
    // The layer that led nowhere else went too.
    expect(graphOf(left).items.map(({ id }) => id)).not.toContain('dense_3');
    expect(() => parseExperiment(left)).not.toThrow();
    expect(removeOutput(left, 'size')).toBe('lastOutput');
  });

  it('follow where their layer is taken out: what led to it is the output', () => {
    const { experiment } = withOutput(proposal, 'dense_1');
    const longer = withValue(
      withValue(
        experiment,
        ['model', 'nodes'],
        [
          ...(at(experiment, 'model', 'nodes') as object[]),
          { id: 'head', type: 'dense', inputs: ['dense_4'], units: 1 },
        ],
      ),
      ['model', 'outputs'],
      ['dense_3', 'head'],
    );
    const named = withValue(longer, ['data', 'target'], { dense_3: 'species', head: 'length' });
    const cut = removeLayers(named, ['head']);
    expect(at(cut, 'model', 'outputs')).toEqual(['dense_3', 'dense_4']);
    expect(at(cut, 'data', 'target')).toEqual({ dense_3: 'species', dense_4: 'length' });
  });

  it('are refused in words that say why', () => {
    const graph = graphOf(proposal);
    expect(addOutput(proposal, itemOf(graph, 'dense_2'), null)).toBe('onlyTables');
    expect(addOutput(proposal, itemOf(graph, 'features'), table)).toBe('chooseLayer');
    expect(addOutput(proposal, undefined, table)).toBe('chooseLayer');
    const all = { ...table, columns: table.columns.slice(2) };
    expect(addOutput(proposal, itemOf(graph, 'dense_2'), all)).toBe('noColumn');
  });
});

it('renames a layer of a list and what takes it, in the form of a list', () => {
  const list = withValue(proposal, ['model'], {
    layers: [
      { type: 'dense', units: 4 },
      { type: 'dense', units: 4 },
      { type: 'add', inputs: ['dense_1', 'dense_2'] },
    ],
  });
  expect(at(done(renameLayer(list, 'dense_1', 'first')), 'model')).toEqual({
    layers: [
      { type: 'dense', units: 4, id: 'first' },
      { type: 'dense', units: 4 },
      { type: 'add', inputs: ['first', 'dense_2'] },
    ],
  });
});
