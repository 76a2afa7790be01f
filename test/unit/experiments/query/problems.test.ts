/** Whatever is wrong with a query points at its place, and has words in both languages. */
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../../main/base/errors.ts';
import { hasMessage } from '../../../../resources/messages/index.ts';
import { errorText } from '../../../../resources/messages/error-text.ts';
import { createIrisRun, engineStart, irisExperiment, openTestStore } from '../support.ts';

function problemOf(where: string): { code: string; piece: string; error: UserError } {
  const { store } = openTestStore();
  const id = createIrisRun(store, 3);
  store.runs.start(id, engineStart);
  store.runs.recordEpoch(id, { epoch: 1, metrics: { val_accuracy: 0.5, loss: 1 }, seconds: 1 });
  const layers = [4, 8].map((units) => ({ type: 'dense', units }));
  const experiment = { ...irisExperiment(), model: { layers } };
  store.runs.create({ datasetId: 'd1', experiment, seed: 4, epochsPlanned: 1 });
  try {
    store.runs.find({ where });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { column, length } = error.params;
    const start = Number(column) - 1;
    return { code: error.code, piece: where.slice(start, start + Number(length)), error };
  }
  throw new Error(`“${where}” has no problem`);
}

describe('a query that is wrong', () => {
  test.each([
    ['name = "iris', 'query.quoteOpen', '"iris'],
    ['name = #', 'query.character', '#'],
    ['loss > 0.1)', 'query.parenthesisExtra', ')'],
    ['(loss > 0.1', 'query.parenthesisOpen', '('],
    ['optimizer in ("adam", "sgd"', 'query.parenthesisOpen', '('],
    ['loss > 0.1 and', 'query.endsEarly', ''],
    ['loss >', 'query.valueExpected', ''],
    ['loss > and seed = 1', 'query.valueExpected', 'and'],
    ['0.5 < loss', 'query.valueFirst', '0.5'],
    ['and loss > 1', 'query.nameExpected', 'and'],
    ['loss is 5', 'query.missingExpected', '5'],
    ['status in "completed"', 'query.listExpected', '"completed"'],
    ['avg(loss) > 1', 'query.readingUnknown', 'avg'],
    ['last() > 1', 'query.metricExpected', ')'],
    ['created > 2026-02-30', 'query.noDate', '2026-02-30'],
    ['val_acuracy > 0.9', 'query.nameUnknown', 'val_acuracy'],
    ['seed = 1 and last(val_loss) < 1', 'query.metricUnknown', 'last(val_loss)'],
    ['val_accuracy', 'query.comparisonExpected', 'val_accuracy'],
    ['val_accuracy = "high"', 'query.numberExpected', '"high"'],
    ['val_accuracy > 5 MB', 'query.numberExpected', '5 MB'],
    ['training.epochs > 1 GiB', 'query.settingValue', '1 GiB'],
    ['name > 5', 'query.textExpected', '5'],
    ['starred = 1', 'query.truthExpected', '1'],
    ['created > 5', 'query.dateExpected', '5'],
    ['training.epochs > 7d ago', 'query.settingValue', '7d ago'],
    ['loss contains "1"', 'query.containsText', 'loss'],
    ['status = "complete"', 'query.choiceUnknown', '"complete"'],
    ['loss > 1 , 2', 'query.unexpected', ','],
    ['units > 8', 'query.nameAmbiguous', 'units'],
  ])('%s', (where, code, piece) => {
    const problem = problemOf(where);
    expect(problem.code).toBe(code);
    expect(problem.piece).toBe(piece);
    expect(hasMessage(`error.${code}`)).toBe(true);
    expect(hasMessage(`error.${code}.hint`)).toBe(true);
    for (const locale of ['en', 'zh'] as const) {
      const { message, hint } = errorText(locale, problem.error.serialize());
      expect(`${message}${hint ?? ''}`).not.toMatch(/\{|null|undefined/u);
    }
  });

  test('that is deeper or longer than anyone writes is refused, not a crash', () => {
    expect(problemOf(`${'('.repeat(70)}loss > 1${')'.repeat(70)}`).code).toBe('query.tooDeep');
    expect(problemOf(`${'not '.repeat(500)}starred`).code).toBe('query.tooDeep');
    expect(problemOf(`name = "${'x'.repeat(20_001)}"`).code).toBe('query.tooLong');
  });

  test('says which name was probably meant, and which settings a name is the end of', () => {
    expect(errorText('en', problemOf('val_acuracy > 0.9').error.serialize()).message).toContain('“val_accuracy”');
    expect(errorText('zh', problemOf('status = "complete"').error.serialize()).message).toContain('completed');
    expect(problemOf('data.split.sed = 1').error.params['nearest']).toBe('data.split.seed');
    expect(problemOf('units > 8').error.params['matches']).toBe('model.layers[0].units, model.layers[1].units');
  });
});
