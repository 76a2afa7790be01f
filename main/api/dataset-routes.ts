/** `datasets.*`: importing data and looking at it. */
import type { Base } from './base.ts';
import type { TableSource } from './contract/index.ts';
import { toDatasetSummary } from './dataset-mapping.ts';
import { guardStream } from './error-boundary.ts';
import type { Services } from './services.ts';

export function createDatasetRoutes(base: Base, { store, datasets, staging, report }: Services) {
  const routes = base.datasets;
  return {
    stageOpen: routes.stageOpen.handler(async ({ input }) => ({ id: await staging.open(input.name, input.bytes) })),
    stageChunk: routes.stageChunk.handler(({ input }) => staging.append(input.id, input.offset, input.bytes)),
    stageDiscard: routes.stageDiscard.handler(({ input }) => staging.discard(input.id)),

    preview: routes.preview.handler(({ input }) => datasets.preview(sourcesOf(input.source), input.options)),
    import: routes.import.handler(({ input: { source, name, options }, signal }) => {
      // A caller without a signal cancels by ending the iteration, which ends the generator.
      const events = datasets.import(sourcesOf(source), {
        name,
        options,
        signal: signal ?? new AbortController().signal,
      });
      return guardStream(events, 'datasets.import', report);
    }),

    detect: routes.detect.handler(async ({ input }) => ({ kind: await datasets.detect(input.source) })),
    previewImages: routes.previewImages.handler(({ input }) => datasets.previewImages(input.source, input.options)),
    importImages: routes.importImages.handler(({ input: { source, name, options }, signal }) => {
      const events = datasets.importImages(source, { name, options, signal: signal ?? new AbortController().signal });
      return guardStream(events, 'datasets.importImages', report);
    }),
    images: routes.images.handler(({ input: { id, ...query } }) => datasets.images(store.datasets.get(id).id, query)),
    augmented: routes.augmented.handler(({ input: { id, ...query } }) =>
      datasets.augmented(store.datasets.get(id).id, query),
    ),

    previewAudio: routes.previewAudio.handler(({ input }) => datasets.previewAudio(input.source, input.options)),
    importAudio: routes.importAudio.handler(({ input: { source, name, options }, signal }) => {
      const events = datasets.importAudio(source, { name, options, signal: signal ?? new AbortController().signal });
      return guardStream(events, 'datasets.importAudio', report);
    }),
    clips: routes.clips.handler(({ input: { id, ...query } }) => datasets.clips(store.datasets.get(id).id, query)),
    sound: routes.sound.handler(({ input }) => datasets.sound(store.datasets.get(input.id).id, input.row)),

    list: routes.list.handler(() => datasets.list()),
    get: routes.get.handler(({ input }) => datasets.get(input.id)),
    profile: routes.profile.handler(({ input }) =>
      datasets.profile(store.datasets.get(input.id).id, input.target ?? null),
    ),
    rows: routes.rows.handler(({ input: { id, ...page } }) => datasets.rows(store.datasets.get(id).id, page)),
    query: routes.query.handler(({ input: { id, ...query }, signal }) =>
      datasets.query(store.datasets.get(id).id, { ...query, signal }),
    ),
    previewRecipe: routes.previewRecipe.handler(({ input, signal }) => datasets.previewRecipe(input, { signal })),
    vocabulary: routes.vocabulary.handler(({ input: { id, ...query } }) =>
      datasets.vocabulary(store.datasets.get(id).id, query),
    ),
    update: routes.update.handler(({ input: { id, previous, ...changes } }) => {
      const previousId = typeof previous === 'string' ? store.datasets.get(previous).id : previous;
      return toDatasetSummary(store.datasets.update(store.datasets.get(id).id, { ...changes, previousId }));
    }),
    versions: routes.versions.handler(({ input }) => datasets.versions(input.id)),
    remove: routes.remove.handler(({ input }) => {
      store.datasets.remove(store.datasets.get(input.id).id);
    }),
    restore: routes.restore.handler(({ input }) => toDatasetSummary(store.datasets.restore(input.id))),
  };
}

function sourcesOf(source: TableSource | readonly TableSource[]): readonly TableSource[] {
  return 'kind' in source ? [source] : source;
}
