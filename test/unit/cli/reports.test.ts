/** Small decisions of the command line: languages, statuses, tables of epochs, assignments. */
import { expect, test } from 'vitest';
import { exitStatus, statusOfRun } from '../../../main/shells/cli/exit-status.ts';
import { toCodedError } from '../../../main/shells/cli/errors.ts';
import { chooseLocale } from '../../../main/shells/cli/locale.ts';
import { epochRows } from '../../../main/shells/cli/training/run-report.ts';
import { runStatus } from '../../../main/api/contract/run-types.ts';
import { UserError } from '../../../main/base/errors.ts';

test('the language: asked for, else stated, else the system’s', () => {
  expect(chooseLocale(['--lang', 'zh'], { LANG: 'en_US.UTF-8' }, 'en-US')).toBe('zh');
  expect(chooseLocale(['--lang=en'], { LANG: 'zh_CN.UTF-8' }, 'zh-CN')).toBe('en');
  expect(chooseLocale([], { LC_ALL: 'zh_CN.UTF-8' }, 'en-US')).toBe('zh');
  expect(chooseLocale([], { LC_ALL: 'C', LANG: 'zh_CN' }, 'zh-CN')).toBe('en');
  expect(chooseLocale([], {}, 'zh-CN')).toBe('zh');
  expect(chooseLocale(['--lang'], {}, 'en-US')).toBe('en');
});

test('only a completed run ends with 0', () => {
  const statuses = Object.fromEntries(runStatus.options.map((status) => [status, statusOfRun(status)]));
  expect(statuses).toEqual({
    queued: 4,
    running: 4,
    paused: 4,
    completed: 0,
    stopped: 4,
    failed: 1,
    diverged: 3,
    interrupted: 4,
  });
  expect(exitStatus.interrupted).toBe(130);
});

test('epochs are rows, loss first, validation after training, gaps left out', () => {
  const rows = epochRows([
    { run: 'r', metric: 'val_accuracy', start: 1, values: [0.5, 0.6] },
    { run: 'r', metric: 'accuracy', start: 1, values: [0.4, null] },
    { run: 'r', metric: 'val_loss', start: 2, values: [2] },
    { run: 'r', metric: 'loss', start: 1, values: [3, 2] },
  ]);
  expect(JSON.stringify(rows)).toBe(
    JSON.stringify([
      { epoch: 1, loss: 3, accuracy: 0.4, val_accuracy: 0.5 },
      { epoch: 2, loss: 2, accuracy: null, val_loss: 2, val_accuracy: 0.6 },
    ]),
  );
});

test('errors keep their code wherever they come from', () => {
  const user = new UserError('runner.closing', {}, { path: 'x' });
  expect(toCodedError(user)).toEqual({ code: 'runner.closing', params: {}, path: 'x' });
  const call = Object.assign(new Error('runner.closing'), { code: 'USER', data: user.serialize() });
  expect(toCodedError(call)).toEqual({ code: 'runner.closing', params: {}, path: 'x' });
  const lost = Object.assign(new Error('[AsyncIdQueue] closed'), { name: 'AbortError' });
  expect(toCodedError(lost).code).toBe('cli.appGone');
  expect(toCodedError(new TypeError('x is undefined'))).toEqual({
    code: 'internal',
    params: { message: 'x is undefined' },
  });
});
