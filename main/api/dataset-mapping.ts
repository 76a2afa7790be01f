/** Data sets of the store as the contract shows them. */
import type { DatasetRecord } from '../experiments/records.ts';
import type { AudioManifest, ImageManifest } from '../datasets/manifest.ts';
import type { DatasetDetail, DatasetSummary } from './contract/index.ts';

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
    note: dataset.note,
  };
}

export function toImageDetail(
  dataset: DatasetRecord,
  manifest: ImageManifest,
  runs: DatasetDetail['runs'],
): DatasetDetail {
  const { layout, options, size, channels, classes, parts, statistics, sizes, otherSizes, duplicates } = manifest;
  const { rejected, rejectedCount, warnings } = manifest;
  const { mean, deviation } = statistics;
  return {
    ...toDatasetSummary(dataset),
    options: {},
    profile: [],
    images: {
      layout,
      options,
      size,
      channels,
      classes,
      parts,
      mean,
      deviation,
      sizes,
      otherSizes,
      duplicates,
      rejected,
      rejectedCount,
    },
    audio: null,
    sources: [],
    runs,
    warnings,
    rejected: [],
  };
}

export function toAudioDetail(
  dataset: DatasetRecord,
  { layout, options, sampleRate, parts, profile, duplicates, rejected, rejectedCount, warnings }: AudioManifest,
  runs: DatasetDetail['runs'],
): DatasetDetail {
  return {
    ...toDatasetSummary(dataset),
    options: {},
    profile: [],
    images: null,
    audio: { layout, options, sampleRate, parts, ...profile, duplicates, rejected, rejectedCount },
    sources: [],
    runs,
    warnings,
    rejected: [],
  };
}
