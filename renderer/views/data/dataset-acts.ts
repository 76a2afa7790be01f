/** What can be done to a data set from more than one place. */
import type { DatasetSummary } from '../../../main/api/contract/index.ts';
import type { AppContext } from '../../app-context.ts';

type App = Pick<AppContext, 'client' | 'datasets' | 'toasts' | 'i18n' | 'report'>;

/** Removes a data set, with a way back. */
export async function removeDataset(
  { client, datasets, toasts, i18n, report }: App,
  dataset: DatasetSummary,
): Promise<boolean> {
  try {
    await client.datasets.remove({ id: dataset.id });
  } catch (error) {
    report(error);
    return false;
  }
  datasets.drop(dataset.id);
  toasts.undo(i18n.t('data.removed', { name: dataset.name }), async () => {
    try {
      datasets.put(await client.datasets.restore({ id: dataset.id }));
    } catch (error) {
      report(error);
    }
  });
  return true;
}
