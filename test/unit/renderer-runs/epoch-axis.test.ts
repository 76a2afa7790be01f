/** What the axis of a run's curves is read by. */
import { expect, test } from 'vitest';
import { stepAxis, updatesPerEpoch } from '../../../renderer/charts/epoch-axis.ts';
import { I18n } from '../../../renderer/i18n.svelte.ts';

test('graduations and epochs are named in steps', () => {
  const axis = stepAxis(new I18n('en'), 30);
  expect([axis.label(0), axis.label(50), axis.name(2)]).toEqual(['0', '1,500', 'epoch 2, step 60']);
});

test('batches and what remains of them are steps', () => {
  expect([updatesPerEpoch(96, 32, 1), updatesPerEpoch(97, 32, 1), updatesPerEpoch(97, 32, 3)]).toEqual([3, 4, 2]);
});
