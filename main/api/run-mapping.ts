/** Rows of the store as the contract shows them. Where the two differ, this file says how. */
import {
  testEvaluation,
  type PackedSeries,
  type RunDetail,
  type RunRelative,
  type RunSummary,
  type SeriesChunk,
} from './contract/index.ts';
import type { RunDetailRecord, RunRecord, RunRelative as RelativeRecord, Series } from '../experiments/records.ts';

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
    metricCount: run.metricCount,
    test: run.test === null ? null : { ...run.test },
    settings: { ...run.settings },
    error: run.error === null ? null : { ...run.error, params: { ...run.error.params } },
    warnings: run.warnings.map(({ code, params }) => ({ code, params: { ...params } })),
    tags: [...run.tags],
    starred: run.starred,
    note: run.note,
    bytes: run.bytes,
    archived: run.archived,
    parentId: run.parentId,
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
    disk: { ...run.disk },
    versions: { ...run.versions },
    log: run.log.map((entry) => ({ ...entry, params: { ...entry.params } })),
  };
}

export function toRelative({ changes, ...relative }: RelativeRecord): RunRelative {
  return { ...relative, changes: changes.map((change) => ({ ...change })) };
}

/** Without steps: epochs without a point between two others are NaN, as unfinite values are. */
export function toPackedSeries(run: string, { metric, start, steps, values }: Series): PackedSeries {
  const last = steps === null ? values.length : (steps.at(-1) ?? start) - start + 1;
  const whole = steps === null ? values : new Float64Array(last).fill(NaN);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? NaN;
    const place = steps === null ? index : (steps[index] ?? start) - start;
    if (steps !== null) whole[place] = Number.isFinite(value) ? value : NaN;
    else if (value === Infinity || value === -Infinity) whole[place] = NaN;
  }
  return { run, metric, start, epochs: null, values: whole };
}

/** As JSON, which has no NaN. */
export function toSeriesChunk(run: string, series: Series): SeriesChunk {
  const { metric, start, values } = toPackedSeries(run, series);
  return { run, metric, start, values: Array.from(values, (value) => (Number.isNaN(value) ? null : value)) };
}
