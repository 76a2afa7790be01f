/** Two models aligned: what is the same, changed, added and removed, in lists and in graphs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareModels, type ModelDifference } from '../../../main/models/difference.ts';
import type { ModelData } from '../../../main/models/resolve.ts';

const iris: ModelData = { inputShapes: { features: [4], x: [4] }, classes: 3 };

function compare(left: unknown, right: unknown, data: ModelData = iris, otherData = data): ModelDifference {
  return compareModels({ model: left, data }, { model: right, data: otherData });
}

/** `dense_1=dense_1`, `-dropout_1`, `+dense_2`, `~` for changed, `:` for reshaped. */
function drawn({ layers }: ModelDifference): string[] {
  const signs = { same: '=', changed: '~', reshaped: ':', removed: '-', added: '+' };
  return layers.map(({ kind, left, right }) => `${left?.id ?? ''}${signs[kind]}${right?.id ?? ''}`);
}

const dense = (units: number | string, more: object = {}): object => ({ type: 'dense', units, ...more });
const list = (...layers: object[]): object => ({ layers });

describe('lists of layers', () => {
  it('finds a changed setting, an added layer and what they cost in parameters', () => {
    const difference = compare(
      list(dense(64), dense('classes')),
      list(dense(32), { type: 'dropout', rate: 0.5 }, dense('classes')),
    );
    expect(drawn(difference)).toEqual(['features=features', 'dense_1~dense_1', '+dropout_1', 'dense_2:dense_2']);
    expect(difference.layers[1]?.settings).toEqual([{ name: 'units', left: '64', right: '32' }]);
    // 4·64 + 64 and 64·3 + 3; 4·32 + 32 and 32·3 + 3.
    expect(difference.layers.map(({ left, right }) => [left?.parameters, right?.parameters])).toEqual([
      [0, 0],
      [320, 160],
      [undefined, 0],
      [195, 99],
    ]);
    expect([difference.leftParameters, difference.rightParameters]).toEqual([515, 259]);
  });

  it('a layer taken out changes no other, though their numbers move', () => {
    const difference = compare(list(dense(64), dense(16), dense(3)), list(dense(64), dense(3)));
    expect(drawn(difference)).toEqual(['features=features', 'dense_1=dense_1', 'dense_2-', 'dense_3:dense_2']);
    expect(difference.layers.every(({ rewired }) => !rewired)).toBe(true);
  });

  it('layers of one category stand beside each other, of others apart', () => {
    const pools = compare(
      list({ type: 'globalAveragePooling' }, dense(3)),
      list({ type: 'globalMaxPooling' }, dense(3)),
      { inputShapes: { features: [8, 8, 2] }, classes: 3 },
    );
    expect(drawn(pools)).toEqual(['features=features', 'globalAveragePooling_1~globalMaxPooling_1', 'dense_1=dense_1']);
    const apart = compare(list({ type: 'flatten' }, dense(3)), list({ type: 'dropout', rate: 0.5 }, dense(3)));
    expect(drawn(apart)).toEqual(['features=features', 'flatten_1-', '+dropout_1', 'dense_1=dense_1']);
  });

  it('says when only the data have changed the shapes', () => {
    const difference = compare(list(dense(3)), list(dense(3)), iris, { inputShapes: { features: [7] }, classes: 3 });
    expect(drawn(difference)).toEqual(['features:features', 'dense_1:dense_1']);
  });

  it('knows no parameters where it knows no data', () => {
    const difference = compare(list(dense(3)), list(dense(3)), { inputShapes: {}, classes: null });
    expect(drawn(difference)).toEqual(['features=features', 'dense_1=dense_1']);
    expect(difference.leftParameters).toBeNull();
  });

  it('both forms of one model are the same model', () => {
    const long = {
      inputs: [{ id: 'features' }],
      nodes: [
        { id: 'dense_1', type: 'dense', inputs: ['features'], units: 8 },
        { id: 'dense_2', type: 'dense', inputs: ['dense_1'], units: 3 },
      ],
      outputs: ['dense_2'],
    };
    expect(drawn(compare(list(dense(8), dense(3)), long))).toEqual([
      'features=features',
      'dense_1=dense_1',
      'dense_2=dense_2',
    ]);
  });
});

describe('graphs', () => {
  const branches = (order: readonly string[], joined: readonly string[], more: readonly object[] = []): object => ({
    inputs: [{ id: 'x' }],
    nodes: [
      ...order.map((id) => ({ id, type: 'dense', inputs: ['x'], units: id === 'wide' ? 8 : 2, activation: 'relu' })),
      ...more,
      { id: 'join', type: 'concatenate', inputs: joined },
      { id: 'out', type: 'dense', inputs: ['join'], units: 3 },
    ],
    outputs: ['out'],
  });

  it('branches written in another order are the same branches', () => {
    const difference = compare(
      branches(['wide', 'narrow'], ['wide', 'narrow']),
      branches(['narrow', 'wide'], ['wide', 'narrow']),
    );
    expect(drawn(difference).sort()).toEqual(['join=join', 'narrow=narrow', 'out=out', 'wide=wide', 'x=x']);
  });

  it('a join that takes other layers is rewired, and nothing else is', () => {
    const difference = compare(
      branches(['wide', 'narrow'], ['wide', 'narrow']),
      branches(['wide', 'narrow'], ['wide', 'x']),
    );
    expect(drawn(difference)).toEqual(['x=x', 'wide=wide', 'narrow=narrow', 'join~join', 'out:out']);
    expect(difference.layers.filter(({ rewired }) => rewired).map(({ left }) => left?.id)).toEqual(['join']);
  });

  it('a layer added within a branch rewires nothing after it', () => {
    const drop = { id: 'drop', type: 'dropout', inputs: ['wide'], rate: 0.2 };
    const difference = compare(
      branches(['wide', 'narrow'], ['wide', 'narrow']),
      branches(['wide', 'narrow'], ['drop', 'narrow'], [drop]),
    );
    expect(drawn(difference)).toEqual(['x=x', 'wide=wide', 'narrow=narrow', '+drop', 'join=join', 'out=out']);
  });
});

it('any two lists: every layer once, nothing out of order, and turned round the mirror image', () => {
  const layer = fc.oneof(
    fc.constantFrom(2, 3, 8).map((units) => dense(units)),
    fc.constantFrom(0.1, 0.5).map((rate) => ({ type: 'dropout', rate })),
    fc.constant({ type: 'batchNormalization' }),
  );
  const lists = fc.array(layer, { minLength: 1, maxLength: 7 });
  fc.assert(
    fc.property(lists, lists, (one, other) => {
      const difference = compare(list(...one), list(...other));
      const side = (of: ModelDifference, name: 'left' | 'right') => of.layers.flatMap((row) => row[name]?.id ?? []);
      expect(new Set(side(difference, 'left')).size).toBe(one.length + 1);
      expect(side(difference, 'left')).toHaveLength(one.length + 1);
      expect(new Set(side(difference, 'right')).size).toBe(other.length + 1);
      const back = compare(list(...other), list(...one));
      const count = (of: ModelDifference, kind: string) => of.layers.filter((row) => row.kind === kind).length;
      expect(count(difference, 'added') - count(difference, 'removed')).toBe(other.length - one.length);
      expect(count(back, 'added') - count(back, 'removed')).toBe(one.length - other.length);
      expect(compare(list(...one), list(...one)).layers.every(({ kind }) => kind === 'same')).toBe(true);
    }),
    { numRuns: 40 },
  );
});
