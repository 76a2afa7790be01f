/** The builder: inspects what rests, keeps drafts by data set, and queues once however often it is asked. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Catalogue, DatasetDetail, ModelInspection } from '../../../main/api/contract/index.ts';
import { UserError } from '../../../main/base/errors.ts';
import { Builder, layerIndex } from '../../../renderer/views/models/builder.svelte.ts';
import { layersOf, valueAt } from '../../../main/drafts/draft.ts';

const dataset = {
  id: 'd1',
  name: 'iris',
  profile: [
    { name: 'a', kind: 'number', missing: 0, distinct: 30, numeric: null, top: [] },
    { name: 'species', kind: 'category', missing: 0, distinct: 3, numeric: null, top: [] },
  ],
  images: null,
  audio: null,
} as unknown as DatasetDetail;

const dense: Catalogue['layers'][number] = {
  type: 'dense',
  category: 'core',
  formula: '',
  inputs: { minimum: 1, maximum: 1 },
  fields: [
    { kind: 'integer', name: 'units', required: true, default: 64, minimum: 1, maximum: 100, words: ['classes'] },
  ],
};
const catalogue: Catalogue = {
  steps: [],
  layers: [dense],
  losses: [
    { type: 'crossEntropy', target: 'categorical', oneOutput: false, endings: ['softmax', 'linear'], fields: [] },
    { type: 'mse', target: 'regression', oneOutput: false, endings: [], fields: [] },
  ],
  optimizers: [],
  schedules: [],
  clippings: [],
  augmentation: [],
  averagings: [],
  metrics: [],
};
const clean: ModelInspection = { inputs: [], nodes: [], parameters: 1, problems: [] };

function setUp() {
  const submit = vi.fn(() => Promise.resolve({ id: 'r1', name: 'iris-1' }));
  const inspect = vi.fn((_input: unknown) => Promise.resolve(clean));
  const api = { models: { inspect }, runs: { submit } } as unknown as ConstructorParameters<typeof Builder>[0];
  return { submit, inspect, make: () => new Builder(api, catalogue, dataset) };
}

class MemoryStorage {
  readonly #items = new Map<string, string>();
  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.#items.set(key, value);
  }
  removeItem(key: string): void {
    this.#items.delete(key);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('localStorage', new MemoryStorage());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('Builder', () => {
  it('asks once when typing rests, with target and all features', async () => {
    const { inspect, make } = setUp();
    const builder = make();
    for (const units of [1, 12, 128]) builder.set(['model', 'layers', 0, 'units'], units);
    await vi.advanceTimersByTimeAsync(200);
    expect(inspect).toHaveBeenCalledTimes(1);
    expect(inspect.mock.calls[0]?.[0]).toMatchObject({
      datasetId: 'd1',
      target: 'species',
      model: { layers: [{ units: 128 }, { units: 64 }, { units: 'classes' }] },
    });
    builder.undo();
    expect(layersOf(builder.experiment)?.[0]).toMatchObject({ units: 64 });
    expect(builder.canUndo).toBe(false);
  });

  it('asks at once for the first key, and for those that follow it closely when they rest', async () => {
    const { inspect, make } = setUp();
    const builder = make();
    await vi.advanceTimersByTimeAsync(200);
    inspect.mockClear();
    builder.set(['model', 'layers', 0, 'units'], 1);
    await vi.advanceTimersByTimeAsync(1);
    expect(inspect).toHaveBeenCalledTimes(1);
    for (const units of [12, 128]) {
      builder.set(['model', 'layers', 0, 'units'], units);
      await vi.advanceTimersByTimeAsync(20);
    }
    expect(inspect).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(60);
    expect(inspect).toHaveBeenCalledTimes(2);
    expect(inspect.mock.calls[1]?.[0]).toMatchObject({ model: { layers: [{ units: 128 }, {}, {}] } });
  });

  it('does not show an answer to an older draft', async () => {
    const { inspect, make } = setUp();
    const answers: ((inspection: ModelInspection) => void)[] = [];
    inspect.mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
    const builder = make();
    await vi.advanceTimersByTimeAsync(200);
    builder.set(['model', 'layers', 0, 'units'], 3);
    await vi.advanceTimersByTimeAsync(200);
    answers[1]?.({ ...clean, parameters: 2 });
    await vi.advanceTimersByTimeAsync(0);
    answers[0]?.({ ...clean, parameters: 99 });
    await vi.advanceTimersByTimeAsync(0);
    expect(builder.inspection?.parameters).toBe(2);
  });

  it('queues once when Train is pressed twice', async () => {
    const { submit, make } = setUp();
    const builder = make();
    const [first, second] = await Promise.all([builder.train(), builder.train()]);
    expect(submit).toHaveBeenCalledTimes(1);
    expect([first, second]).toEqual([{ id: 'r1', name: 'iris-1' }, null]);
  });

  it('takes up the experiment of a run; what is trained next is made from it, and after that from what was trained', async () => {
    const { submit, make } = setUp();
    submit.mockResolvedValue({ id: 'r2', name: 'iris-2' });
    const builder = make();
    const before = builder.experiment;
    const experiment = { ...before, name: 'wide' };
    builder.adopt({ id: 'r1', name: 'iris-1', experiment });
    expect(builder.experiment).toEqual(experiment);
    expect(make().origin).toEqual({ id: 'r1', name: 'iris-1' });
    await builder.train();
    expect(submit).toHaveBeenLastCalledWith({ experiment, datasetId: 'd1', parent: 'r1' });
    expect(builder.origin).toEqual({ id: 'r2', name: 'iris-2' });
    builder.undo();
    expect(builder.experiment).toEqual(before);
    builder.reset();
    expect(make().origin).toBeNull();
  });

  it('keeps what was refused, at its layer, until the next edit', async () => {
    const { submit, make } = setUp();
    submit.mockRejectedValueOnce(new UserError('models.expectedInteger', {}, { path: 'model.layers[1].units' }));
    const builder = make();
    expect(await builder.train()).toBeNull();
    expect(builder.refusal?.code).toBe('models.expectedInteger');
    expect(builder.selected).toBe(1);
    builder.set(['training', 'epochs'], 3);
    expect(builder.refusal).toBeNull();
  });

  it('comes back to the draft of its data set', () => {
    const { make } = setUp();
    make().set(['training', 'epochs'], 7);
    expect(valueAt(make().experiment, ['training', 'epochs'])).toBe(7);
  });

  it('adds after the selected layer, duplicates, moves and removes', () => {
    const { make } = setUp();
    const builder = make();
    const units = (): unknown[] => (layersOf(builder.experiment) ?? []).map((layer) => layer['units']);
    builder.set(['model', 'layers', 0, 'units'], 8);
    builder.select(0);
    builder.add(dense);
    expect([units(), builder.selected]).toEqual([[8, 64, 64, 'classes'], 1]);
    builder.select(0);
    builder.duplicate(0);
    expect(units()).toEqual([8, 8, 64, 64, 'classes']);
    builder.move(4, 0);
    expect([units(), builder.selected]).toEqual([['classes', 8, 8, 64, 64], 0]);
    builder.remove(0);
    expect(units()).toEqual([8, 8, 64, 64]);
    builder.move(0, 9);
    expect(units()).toEqual([8, 8, 64, 64]);
  });

  it('counts what is typed and no value yet', () => {
    const { make } = setUp();
    const builder = make();
    builder.setTyping('training.epochs', 'A whole number is needed.');
    expect([builder.problemCount, builder.typingProblems]).toEqual([1, ['A whole number is needed.']]);
    builder.setTyping('training.epochs', null);
    expect(builder.problemCount).toBe(0);
  });

  it('puts problems at their layer and the rest aside', async () => {
    const { inspect, make } = setUp();
    const problem = { code: 'models.expectedInteger', params: {} };
    inspect.mockResolvedValue({
      inputs: [],
      nodes: [],
      parameters: null,
      problems: [
        { ...problem, path: 'model.layers[0].inputs' },
        { ...problem, path: 'model.layers[1].units' },
        { ...problem, code: 'datasets.targetMissing', path: 'data.target' },
      ],
    });
    const builder = make();
    await vi.advanceTimersByTimeAsync(200);
    expect([builder.problemsAt(0).length, builder.problemsAt(1).length, builder.generalProblems.length]).toEqual([
      1, 1, 1,
    ]);
  });
});

it('reads places out of paths', () => {
  expect([layerIndex('model.layers[12].units'), layerIndex('training.epochs'), layerIndex(undefined)]).toEqual([
    12,
    null,
    null,
  ]);
});
