/** Every migration, in order. */
import { initial } from './0001-initial.ts';
import { datasetNotes } from './0002-dataset-notes.ts';
import { outsideSeconds } from './0003-outside-seconds.ts';
import { testRows } from './0004-test-rows.ts';
import { runSettings } from './0005-run-settings.ts';
import { settingCounts } from './0006-setting-counts.ts';
import { archivedRuns } from './0007-archived-runs.ts';
import { systemSamples } from './0008-system-samples.ts';
import { runParents } from './0009-run-parents.ts';
import { runSizes } from './0010-run-sizes.ts';
import { savedViews } from './0011-saved-views.ts';
import { splitsByRun } from './0012-splits-by-run.ts';
import { datasetVersions } from './0013-dataset-versions.ts';
import type { Migration } from './migration.ts';

export const migrations: readonly Migration[] = [
  initial,
  datasetNotes,
  outsideSeconds,
  testRows,
  runSettings,
  settingCounts,
  archivedRuns,
  systemSamples,
  runParents,
  runSizes,
  savedViews,
  splitsByRun,
  datasetVersions,
];
