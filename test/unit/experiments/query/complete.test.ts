/** Completion offers what may stand at a place, and what it inserts can be understood. */
import { expect, test } from 'vitest';
import { createIrisRun, engineStart, openTestStore } from '../support.ts';

function prepared() {
  const { store } = openTestStore();
  for (let index = 0; index < 4; index++) {
    const id = createIrisRun(store, index, index < 3 ? 64 : 16);
    store.runs.start(id, engineStart);
    const metrics = { val_accuracy: 0.5, loss: 1, 'odd `name`': 2 };
    store.runs.recordEpoch(id, { epoch: 1, metrics, seconds: 1 });
    store.runs.update(id, { tags: index === 0 ? ['a "b"', 'baseline'] : ['baseline'] });
  }
  return store;
}
const store = prepared;

function at(where: string, among = store()): { replaced: string; texts: string[] } {
  const cursor = where.indexOf('|');
  const text = where.replace('|', '');
  const { span, options } = among.runs.complete(text, cursor);
  return { replaced: text.slice(span.start, span.end), texts: options.map((option) => option.text) };
}

test.each([
  ['|', '', ['val_accuracy', 'status', 'tag', 'optimizer', '`odd \\`name\\``', 'model.layers[0].units', 'last(']],
  ['val|', 'val', ['val_accuracy']],
  ['units|', 'units', ['model.layers[0].units']],
  ['loss < 1 and sta|', 'sta', ['status', 'starred', 'started']],
  ['loss |', '', ['>', '=', 'is missing']],
  ['loss < 1 |', '', ['and', 'or']],
  ['loss < 1 a|', 'a', ['and']],
  ['last(|', '', ['val_accuracy)', 'loss)']],
  ['last(val|', 'val', ['val_accuracy)']],
  ['last(loss) |', '', ['>', '<']],
  ['status = |', '', ['"running"']],
  ['tag = |', '', ['"baseline"', '"a \\"b\\""']],
  ['tag = "ba|', '"ba', ['"baseline"']],
  ['tag in ("baseline", |', '', ['"baseline"']],
  ['tag not contains |', '', ['"baseline"']],
  ['model.layers[0].units = |', '', ['64', '16']],
  ['model.layers[0].units = 6|', '6', ['64']],
  ['created > |', '', ['today', '7d ago']],
  ['starred |', '', ['and', '= true']],
  ['(seed = 1 or |', '', ['val_accuracy']],
])('%s', (where, replaced, expected) => {
  const found = at(where);
  expect(found.replaced).toBe(replaced);
  expect(found.texts).toEqual(expect.arrayContaining(expected));
});

test('values come with the number of runs that have them, the most frequent first', () => {
  const { options } = store().runs.complete('model.layers[0].units = ', 24);
  expect(options.map(({ text, count }) => [text, count])).toEqual([
    ['64', 3],
    ['16', 1],
  ]);
});

test('every name that is offered can be compared', () => {
  const among = store();
  const { options } = among.runs.complete('', 0);
  const names = options.filter(({ kind }) => kind === 'metric' || kind === 'setting');
  expect(names.length).toBeGreaterThan(15);
  // Short words of settings that no run here has are offered too, and find nothing.
  for (const { text } of names) expect(() => among.runs.find({ where: `${text} = 5` })).not.toThrow();
});
