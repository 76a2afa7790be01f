/** Data sets of the store as the contract shows them. */
import type { DatasetRecord } from '../experiments/records.ts';
import type { DatasetSummary } from './contract/index.ts';

export function toDatasetSummary(dataset: DatasetRecord): DatasetSummary {
  return {
    id: dataset.id,
    name: dataset.name,
    kind: dataset.kind,
    rows: dataset.rows,
    columns: dataset.columns,
    bytes: dataset.bytes,
    hash: dataset.hash,
    sourceName: dataset.sourceName,
    createdAt: dataset.createdAt,
    warningCount: dataset.warningCount,
    runCount: dataset.runCount,
  };
}
