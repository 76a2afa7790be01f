/** What a line of the disk's table says, and where it leads. */
import type { DiskItem, DiskPart } from '../../../main/api/contract/index.ts';
import type { I18n } from '../../i18n.svelte.ts';

/** The palette's place of each part: the same colour whatever the order of sizes is. */
export const partColors: Readonly<Record<DiskPart, number>> = {
  runs: 1,
  database: 2,
  datasets: 3,
  prepared: 4,
  trash: 5,
  backups: 6,
  other: 8,
};

/** Prepared arrays have no name of their own: they are told by their data set. */
export function itemName(item: DiskItem): string {
  return item.kind === 'prepared' ? (item.dataset ?? item.name) : item.name;
}

export function itemKind(i18n: I18n, item: DiskItem): string {
  const kind = i18n.t(`disk.kind.${item.kind}`);
  const isRemoved = (item.kind === 'run' || item.kind === 'dataset') && item.removed;
  return isRemoved ? `${kind}, ${i18n.t('disk.removed')}` : kind;
}

/** A few words beside the name. */
export function itemDetail(i18n: I18n, item: DiskItem): string {
  switch (item.kind) {
    case 'run':
      return [item.dataset, ...(item.starred ? ['★'] : []), ...(item.archived ? [i18n.t('runs.archived')] : [])].join(
        ' · ',
      );
    case 'dataset':
      return i18n.t('disk.runsOn', { count: item.runs });
    case 'prepared':
      return i18n.t('disk.usedAt', { when: i18n.ago(item.usedAt) });
    case 'backup':
      return i18n.t('disk.backupHint');
    default:
      return item satisfies never;
  }
}

/** Null for what has no page. */
export function itemPath(item: DiskItem): string | null {
  if (item.kind === 'run') return `/runs/${item.id}`;
  return item.kind === 'dataset' && !item.removed ? `/data/${item.id}` : null;
}
