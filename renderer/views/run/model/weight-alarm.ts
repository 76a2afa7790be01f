/** What a person looks for in weights when a network learns nothing. */
import type { LayerWeights } from '../../../../main/api/contract/index.ts';
import type { I18n } from '../../../i18n.svelte.ts';

/** That values are not finite, or that all that is learned is zero; null where nothing is to be said. */
export function weightAlarm(i18n: I18n, { statistics, trainable }: LayerWeights): string | null {
  if (statistics === null) return null;
  if (statistics.notFinite > 0) return i18n.t('runModel.notFinite', { count: statistics.notFinite });
  return trainable && statistics.zeroShare === 1 && statistics.count > 1 ? i18n.t('runModel.allZero') : null;
}
