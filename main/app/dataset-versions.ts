/** The versions of a data set, and what each changed of the one before it. */
import type { DatasetVersion } from '../api/contract/index.ts';
import type { DatasetManifest } from '../datasets/manifest.ts';
import type { DatasetRecord } from '../experiments/records.ts';

/** Those of the same first version, the oldest first. */
export function datasetVersions(
  versions: readonly DatasetRecord[],
  manifest: (id: string) => DatasetManifest,
): DatasetVersion[] {
  return versions.map(({ id, name, createdAt, rows, columns, hash, removedAt, previousId }) => {
    const previous = versions.find((version) => version.id === previousId);
    return {
      id,
      name,
      createdAt,
      rows,
      columns,
      hash,
      isRemoved: removedAt !== null,
      previousId: previous?.id ?? null,
      changes: previous === undefined ? null : changesOf(manifest(previous.id), manifest(id)),
    };
  });
}

function changesOf(before: DatasetManifest, after: DatasetManifest): DatasetVersion['changes'] {
  const [old, own] = [kindsOf(before), kindsOf(after)];
  return {
    rows: after.rows - before.rows,
    added: [...own.keys()].filter((name) => !old.has(name)),
    removed: [...old.keys()].filter((name) => !own.has(name)),
    retyped: [...own].flatMap(([name, kind]) => {
      const was = old.get(name);
      return was === undefined || was === kind ? [] : [{ name, before: was, after: kind }];
    }),
  };
}

/** Columns of a table, or the classes of images and sounds, which have no kind. */
function kindsOf(manifest: DatasetManifest): Map<string, string> {
  if (manifest.kind === 'table') return new Map(manifest.columns.map(({ name, kind }) => [name, kind]));
  const classes = manifest.kind === 'images' ? manifest.classes : manifest.profile.classes;
  return new Map(classes.map(({ name }) => [name, '']));
}
