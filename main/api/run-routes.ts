/** `runs.*`: queueing, steering, finding and reading runs. Every `id` may also be a name or the beginning of an id. */
import type { Base } from './base.ts';
import type { Series } from '../experiments/records.ts';
import { secondsSeries } from '../base/run-seconds.ts';
import { packSeries, type SeriesQuery } from './contract/index.ts';
import { thinSeries } from './thin-series.ts';
import { toQueueState } from './change-queue.ts';
import { guardStream } from './error-boundary.ts';
import { toPackedSeries, toRelative, toRunDetail, toRunSummary, toSeriesChunk } from './run-mapping.ts';
import type { Services } from './services.ts';

export function createRunRoutes(base: Base, { store, runs, comparison, lineage, layers, changes, report }: Services) {
  const routes = base.runs;
  const idOf = (reference: string): string => store.runs.idOf(reference);
  function seriesOf({ runs: references, metrics, from, to }: SeriesQuery): { id: string; series: Series }[] {
    return references.flatMap((reference) => {
      const id = idOf(reference);
      const first = from?.[reference] ?? from?.[id];
      return store.runs.series(id, given({ metrics, from: first, to })).map((series) => ({ id, series }));
    });
  }
  const summaryOf = (id: string) => toRunSummary(store.runs.get(id));

  return {
    submit: routes.submit.handler(async ({ input: { parent, ...request } }) =>
      summaryOf((await runs.submit({ ...request, parentId: parent === undefined ? undefined : idOf(parent) })).runId),
    ),
    preflight: routes.preflight.handler(({ input, signal }) => runs.preflight(input, { signal })),
    list: routes.list.handler(({ input: { status, limit, mostMetrics } }) =>
      store.runs.list(given({ status, limit }), given({ mostMetrics })).map(toRunSummary),
    ),
    find: routes.find.handler(({ input: { where, sort, limit } }) =>
      store.runs.find({ where, ...(sort === undefined ? {} : { sort }), ...(limit === undefined ? {} : { limit }) }),
    ),
    counts: routes.counts.handler(() => {
      const byStatus = store.runs.countByStatus();
      const total = Object.values(byStatus).reduce((sum, count) => sum + count, 0);
      return { total, byStatus, archived: store.runs.countArchived() };
    }),
    groups: routes.groups.handler(({ input: { where, by, of } }) =>
      store.runs.groups({ where, by, ...(of === undefined ? {} : { of }) }).map((group) => ({ ...group })),
    ),
    usual: routes.usual.handler(({ input }) => {
      const { runs: count, settings } = store.runs.usual(input.datasetId);
      return { runs: count, settings: { ...settings } };
    }),
    rows: routes.rows.handler(({ input: { ids, metrics, mostMetrics, settings } }) =>
      store.runs.rows(ids, given({ metrics, mostMetrics, settings })).map(toRunSummary),
    ),
    names: routes.names.handler(() => {
      const { metrics, tests, settings } = store.runs.names();
      return { metrics: [...metrics], tests: [...tests], settings: [...settings] };
    }),
    check: routes.check.handler(({ input }) => ({ conditions: store.runs.check(input.where) })),
    complete: routes.complete.handler(({ input: { where, cursor, limit } }) => {
      const { span, options } = store.runs.complete(where, cursor, limit);
      return { ...span, options: options.map((option) => ({ ...option })) };
    }),
    get: routes.get.handler(({ input }) => toRunDetail(store.runs.get(input.id))),

    series: routes.series.handler(({ input }) => seriesOf(input).map(({ id, series }) => toSeriesChunk(id, series))),
    packedSeries: routes.packedSeries.handler(({ input }) =>
      packSeries(
        [
          ...seriesOf(input),
          ...(input.metrics === undefined ? seriesOf({ ...input, metrics: [secondsSeries] }) : []),
        ].map(({ id, series }) => {
          const packed = toPackedSeries(id, series);
          return input.buckets === undefined ? packed : thinSeries(packed, input.buckets);
        }),
      ),
    ),

    system: routes.system.handler(({ input: { id, from } }) => store.runs.samples(idOf(id), from)),

    splitRows: routes.splitRows.handler(({ input }) => {
      const rows = store.runs.splitRows(idOf(input.id));
      return {
        train: Array.from(rows?.train ?? []),
        validation: Array.from(rows?.validation ?? []),
        test: Array.from(rows?.test ?? []),
      };
    }),

    family: routes.family.handler(({ input }) => {
      const { ancestors, children } = store.runs.family(idOf(input.id));
      return { ancestors: ancestors.map(toRelative), children: children.map(toRelative) };
    }),

    lineage: routes.lineage.handler(({ input }) => lineage(idOf(input.id))),

    layers: routes.layers.handler(({ input }) => layers({ ...input, id: idOf(input.id) })),
    repeats: routes.repeats.handler(({ input }) =>
      store.runs.rows(store.runs.repeats(idOf(input.id)), {}).map(toRunSummary),
    ),

    testedRows: routes.testedRows.handler(({ input }) => comparison.tested({ ...input, id: idOf(input.id) })),

    queue: routes.queue.handler(() => toQueueState(runs.queue())),
    moveInQueue: routes.moveInQueue.handler(async ({ input: { id, place } }) => {
      await runs.moveInQueue(idOf(id), place);
      return toQueueState(runs.queue());
    }),
    setQueue: routes.setQueue.handler(async ({ input }) => {
      await runs.setQueue(input);
      return toQueueState(runs.queue());
    }),
    pause: routes.pause.handler(async ({ input }) => {
      const id = idOf(input.id);
      await runs.pause(id);
      return summaryOf(id);
    }),
    resume: routes.resume.handler(async ({ input }) => {
      const id = idOf(input.id);
      await runs.resume(id, { from: input.from });
      return summaryOf(id);
    }),
    extend: routes.extend.handler(async ({ input }) => {
      const id = idOf(input.id);
      await runs.extend(id, input.epochs);
      return summaryOf(id);
    }),
    setLearningRate: routes.setLearningRate.handler(async ({ input }) => {
      const id = idOf(input.id);
      await runs.setLearningRate(id, input.learningRate);
      return summaryOf(id);
    }),
    stop: routes.stop.handler(async ({ input }) => {
      const id = idOf(input.id);
      await runs.stop(id);
      return summaryOf(id);
    }),

    update: routes.update.handler(({ input: { id, name, note, starred, tags } }) =>
      toRunSummary(store.runs.update(idOf(id), given({ name, note, starred, tags }))),
    ),
    mark: routes.mark.handler(({ input: { ids, starred, archived, addTags, removeTags } }) =>
      store.runs.mark(ids.map(idOf), given({ starred, archived, addTags, removeTags })),
    ),
    remove: routes.remove.handler(({ input }) => store.runs.removeAll(input.ids.map(idOf))),
    restore: routes.restore.handler(({ input }) => store.runs.restoreAll(input.ids)),

    changes: routes.changes.handler(({ signal }) =>
      guardStream(changes.listen(signal ?? new AbortController().signal), 'runs.changes', report),
    ),
  };
}

/** Without what was left out, which is not the same as undefined to the store's types. */
function given<Parts extends object>(parts: Parts): { [Key in keyof Parts]?: Exclude<Parts[Key], undefined> } {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Parts]?: Exclude<Parts[Key], undefined>;
  };
}
