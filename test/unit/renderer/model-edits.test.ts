/** Edits of the canvas: each gives a model that the core reads as meant, in the form that it had. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Catalogue } from '../../../main/api/contract/index.ts';
import { inspectModel } from '../../../main/models/inspect.ts';
import { describeLayers } from '../../../main/models/layers/registry.ts';
import { parseSpec } from '../../../main/models/problems.ts';
import { modelSchema, normalizeModel } from '../../../main/models/spec.ts';
import type { Experiment } from '../../../main/drafts/draft.ts';
import { refuseConnection } from '../../../renderer/views/models/graph/connect-rules.ts';
import {
  addLayer,
  connect,
  copyLayers,
  disconnect,
  graphOf,
  groupLayers,
  pasteLayers,
  removeLayers,
  ungroup,
} from '../../../renderer/views/models/graph/model-edits.ts';

const dense = (units: number, more: object = {}): object => ({ type: 'dense', units, ...more });
const list = (...layers: object[]): Experiment => ({ name: 'x', model: { layers } });
const layersOf = ({ model }: Experiment): unknown => (model as { layers: unknown }).layers;
const catalogue = { layers: describeLayers() } as unknown as Pick<Catalogue, 'layers'>;

/** Inputs by name, as the core reads them. */
function wiring({ model }: Experiment): Record<string, readonly string[]> {
  const { nodes } = normalizeModel(parseSpec(modelSchema, model, ['model']));
  return Object.fromEntries(nodes.map(({ id, inputs }) => [id, inputs]));
}

const output = ({ model }: Experiment): unknown =>
  normalizeModel(parseSpec(modelSchema, model, ['model'])).outputs.map(({ id }) => id);

const chain = list(dense(1), dense(2), dense(3));
const branched = list(
  dense(8),
  dense(8, { id: 'left' }),
  dense(8, { id: 'right', inputs: ['dense_1'] }),
  { type: 'add', inputs: ['left', 'right'] },
  dense(3),
);

describe('adding', () => {
  it('goes between a layer and what took it, and renames none', () => {
    const { experiment, key } = addLayer(chain, { type: 'dense', units: 9 }, 'dense_1');
    expect(key).toBe('dense_4');
    expect(wiring(experiment)).toEqual({
      dense_1: ['features'],
      dense_4: ['dense_1'],
      dense_2: ['dense_4'],
      dense_3: ['dense_2'],
    });
    const types = addLayer(chain, { type: 'flatten' }, 'features');
    expect(layersOf(types.experiment)).toEqual([{ type: 'flatten' }, dense(1), dense(2), dense(3)]);
  });

  it('stands alone until it is connected, and is not the output', () => {
    const { experiment, key } = addLayer(chain, { type: 'dropout', rate: 0.5 }, null);
    expect([key, wiring(experiment)[key], output(experiment)]).toEqual(['dropout_1', [], ['dense_3']]);
  });

  it('before the output is after the last layer, in either form', () => {
    const { experiment } = addLayer(chain, { type: 'dense', units: 4 }, 'out:dense_3');
    expect(layersOf(experiment)).toEqual([dense(1), dense(2), dense(3), dense(4)]);
    const long: Experiment = {
      model: { inputs: [{ id: 'x' }], nodes: [{ id: 'a', type: 'flatten', inputs: ['x'] }], outputs: ['a'] },
    };
    const added = addLayer(long, { type: 'dense', units: 4 }, 'a').experiment;
    expect([wiring(added), output(added)]).toEqual([{ a: ['x'], dense_1: ['a'] }, ['dense_1']]);
  });

  it('goes into the block that the chosen layer is in', () => {
    const model = list(dense(4), { type: 'repeat', times: 2, layers: [dense(4)] });
    const { experiment, key } = addLayer(model, { type: 'flatten' }, 'repeat_1/dense_1');
    expect(key).toBe('repeat_1/flatten_1');
    expect(layersOf(experiment)).toEqual([
      dense(4),
      { type: 'repeat', times: 2, layers: [dense(4), { type: 'flatten' }] },
    ]);
  });
});

describe('connecting', () => {
  it('adds an input; to the output it makes another layer the last one', () => {
    const joined = connect(branched, 'dense_1', 'add_1');
    expect(wiring(joined)['add_1']).toEqual(['left', 'right', 'dense_1']);
    const other = connect(chain, 'dense_2', 'out:dense_3');
    expect([output(other), wiring(other)]).toEqual([
      ['dense_2'],
      { dense_1: ['features'], dense_2: ['dense_1'], dense_3: ['dense_2'] },
    ]);
  });

  it('takes away one of several inputs, and several at once', () => {
    expect(wiring(disconnect(branched, ['left>add_1:0']))['add_1']).toEqual(['right']);
    expect(wiring(disconnect(branched, ['left>add_1:0', 'right>add_1:1']))['add_1']).toEqual([]);
    expect(disconnect(branched, ['dense_2>out:dense_2:0'])).toBe(branched);
  });

  it.each([
    ['dense_3', 'dense_1', 'circle'],
    ['dense_1', 'dense_1', 'itself'],
    ['dense_1', 'dense_3', 'inputCount'],
    ['dense_1', 'features', 'noInput'],
    ['features', 'out:dense_3', 'intoOutput'],
  ])('%s to %s is refused: %s', (source, target, reason) => {
    expect(refuseConnection(graphOf(chain), catalogue, source, target)?.reason).toBe(reason);
  });

  it('is refused twice, out of a block, and round through a block', () => {
    const model = list(
      dense(4),
      dense(4, { id: 'stem' }),
      { type: 'repeat', id: 'body', times: 2, layers: [dense(4), { type: 'add', inputs: ['dense_1', 'input'] }] },
      dense(4),
    );
    const graph = graphOf(model);
    const reason = (source: string, target: string) => refuseConnection(graph, catalogue, source, target)?.reason;
    expect(reason('body/dense_1', 'body/add_1')).toBe('twice');
    expect(reason('body/dense_1', 'dense_3')).toBe('outOfBlock');
    expect(reason('dense_3', 'body/add_1')).toBe('circle');
    expect(reason('dense_1', 'body/add_1')).toBe('hidden');
    expect(reason('stem', 'body/add_1')).toBeUndefined();
    expect(reason('body/dense_1', 'body')).toBeUndefined();
    expect(wiring(connect(model, 'stem', 'body/add_1'))['body-2-add_1']).toEqual([
      'body-2-dense_1',
      'body-1-add_1',
      'stem',
    ]);
  });

  it('never makes a circle where it is allowed', () => {
    const keys = fc.constantFrom('features', 'dense_1', 'left', 'right', 'add_1', 'dense_4');
    const joins = list(
      dense(4),
      { type: 'add', id: 'left', inputs: ['dense_1'] },
      { type: 'add', id: 'right', inputs: ['dense_1'] },
      { type: 'add', inputs: ['left'] },
      { type: 'concatenate', id: 'dense_4' },
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(keys, keys), { maxLength: 12 }), (pairs) => {
        let experiment = joins;
        for (const [source, target] of pairs) {
          if (refuseConnection(graphOf(experiment), catalogue, source, target) === null) {
            experiment = connect(experiment, source, target);
          }
        }
        const { problems } = inspectModel(experiment['model'], { inputShapes: { features: [4] }, classes: null });
        expect(problems.filter(({ code }) => code === 'models.circle' || code === 'models.unknownNode')).toEqual([]);
      }),
    );
  });
});

describe('removing', () => {
  it('closes the gap, also where branches join and at the end', () => {
    expect(layersOf(removeLayers(chain, ['dense_2']))).toEqual([dense(1), { type: 'dense', id: 'dense_3', units: 3 }]);
    expect(wiring(removeLayers(branched, ['left']))['add_1']).toEqual(['dense_1', 'right']);
    expect(output(removeLayers(chain, ['dense_3']))).toEqual(['dense_2']);
    expect(output(removeLayers(branched, ['dense_4', 'add_1']))).toEqual(['left']);
    expect(layersOf(removeLayers(chain, ['dense_1', 'dense_2', 'dense_3']))).toEqual([]);
  });

  it('of the last layer of a block takes the block', () => {
    const model = list(dense(4), { type: 'repeat', times: 2, layers: [dense(4)] }, dense(2));
    expect(wiring(removeLayers(model, ['repeat_1/dense_1']))).toEqual({ dense_1: ['features'], dense_2: ['dense_1'] });
  });
});

describe('copies', () => {
  it('keep the connections among them and what they took', () => {
    const fragment = copyLayers(branched, ['left', 'add_1']);
    const { experiment, keys } = pasteLayers(branched, fragment, 'left');
    expect(keys).toEqual(['dense_2', 'add_2']);
    expect(wiring(experiment)).toMatchObject({ dense_2: ['dense_1'], add_2: ['dense_2', 'right'] });
    expect(output(experiment)).toEqual(['dense_4']);
    const elsewhere = pasteLayers(list(dense(1)), fragment, null);
    expect(wiring(elsewhere.experiment)).toMatchObject({ add_1: ['dense_2'] });
  });
});

describe('blocks', () => {
  it('are made of layers with one way in and one way out, and are the same network as once', () => {
    const grouped = groupLayers(branched, ['left', 'right', 'add_1'], 1);
    if (typeof grouped === 'string') throw new Error(grouped);
    expect(grouped.key).toBe('repeat_1');
    const data = { inputShapes: { features: [4] }, classes: null };
    const before = inspectModel(branched['model'], data);
    const after = inspectModel(grouped.experiment['model'], data);
    expect([after.problems, after.parameters]).toEqual([[], before.parameters]);
    expect(wiring(grouped.experiment)).toEqual({
      dense_1: ['features'],
      'repeat_1-1-left': ['dense_1'],
      'repeat_1-1-right': ['dense_1'],
      'repeat_1-1-add_1': ['repeat_1-1-left', 'repeat_1-1-right'],
      dense_4: ['repeat_1-1-add_1'],
    });
  });

  it('may be the output', () => {
    const grouped = groupLayers(chain, ['dense_2', 'dense_3'], 2);
    if (typeof grouped === 'string') throw new Error(grouped);
    expect(output(grouped.experiment)).toEqual(['repeat_1-2-dense_3']);
  });

  it.each([
    [[], 'nothing'],
    [['left', 'dense_4'], 'severalEntries'],
    [['left', 'right'], 'severalExits'],
  ])('of %j are refused: %s', (keys, reason) => {
    expect(groupLayers(branched, keys)).toBe(reason);
  });

  it('written out are the network that they stood for', () => {
    const model = list(
      dense(4),
      { type: 'repeat', id: 'body', times: 3, layers: [dense(4), { type: 'add', inputs: ['dense_1', 'input'] }] },
      dense(2),
    );
    const written = ungroup(model, 'body');
    expect(written === null ? null : wiring(written)).toEqual(wiring(model));
    const last = ungroup(list(dense(4), { type: 'repeat', id: 'body', times: 2, layers: [dense(4)] }), 'body');
    expect(last === null ? null : output(last)).toEqual(['body-2-dense_1']);
    expect(ungroup(model, 'dense_1')).toBeNull();
  });
});

it('edits keep the rest of the experiment', () => {
  const edited = removeLayers({ ...chain, training: { epochs: 3 } }, ['dense_1']);
  expect(edited).toMatchObject({ name: 'x', training: { epochs: 3 } });
});
