/** Rows of the store as the contract shows them. Where the two differ, this file says how. */
import { testEvaluation, type RunDetail, type RunSummary, type SeriesChunk } from './contract/index.ts';
import type { RunDetailRecord, RunRecord, Series } from '../experiments/records.ts';

export function toRunSummary(run: RunRecord): RunSummary {
  return {
    id: run.id,
    name: run.name,
    experimentId: run.experimentId,
    status: run.status,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    seconds: run.seconds,
    outsideSeconds: run.outsideSeconds,
    dataset: run.dataset,
    engine: run.engine,
    device: run.device,
    epochsDone: run.epochsDone,
    epochsPlanned: run.epochsPlanned,
    seed: run.seed,
    parameterCount: run.parameterCount,
    metrics: { ...run.metrics },
    test: run.test === null ? null : { ...run.test },
    settings: { ...run.settings },
    error: run.error === null ? null : { ...run.error, params: { ...run.error.params } },
    warnings: run.warnings.map(({ code, params }) => ({ code, params: { ...params } })),
    tags: [...run.tags],
    starred: run.starred,
    note: run.note,
    bytes: run.bytes,
  };
}

export function toRunDetail(run: RunDetailRecord): RunDetail {
  return {
    ...toRunSummary(run),
    experiment: { ...run.experiment },
    rowCounts: run.rowCounts,
    // Stored as the runner wrote it; the schema makes sure that it is what the window can draw.
    evaluation: run.evaluation === null ? null : testEvaluation.parse(run.evaluation),
    checkpoints: run.checkpoints.map(({ epoch, reason, bytes }) => ({ epoch, reason, bytes })),
    versions: { ...run.versions },
    log: run.log.map((entry) => ({ ...entry, params: { ...entry.params } })),
  };
}

function reading(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** A contract chunk has no steps: epochs without a point between two others are null, as unfinite values are. */
export function toSeriesChunk(run: string, series: Series): SeriesChunk {
  const { metric, start, steps } = series;
  const values: (number | null)[] = [];
  series.values.forEach((value, index) => {
    const place = steps === null ? index : (steps[index] ?? start) - start;
    while (values.length < place) values.push(null);
    values.push(reading(value));
  });
  return { run, metric, start, values };
}
