/** From what was seen of a training to the time that an epoch takes. Pure. */

/** A call of the engine that has ended. */
export interface Mark {
  /** Milliseconds of any monotonic clock. */
  readonly at: number;
  /** Share of the epoch's steps that were done by then, 0 to 1. */
  readonly done: number;
}

/**
 * Milliseconds that all steps of an epoch take, from the later half of the marks inside one epoch: the first calls allocate
 * and warm up. NaN where there are fewer than two marks.
 */
export function epochFromMarks(marks: readonly Mark[]): number {
  const first = marks[Math.floor((marks.length - 1) / 2)];
  const last = marks.at(-1);
  if (first === undefined || last === undefined || last.done <= first.done) return Number.NaN;
  return (last.at - first.at) / (last.done - first.done);
}

/** The time that an epoch takes once it runs steadily: the mean of the later half of those that were seen. */
export function steadyEpoch(epochs: readonly number[]): number {
  const later = epochs.slice(Math.floor(epochs.length / 2));
  return later.length === 0 ? Number.NaN : later.reduce((sum, time) => sum + time, 0) / later.length;
}

/** A piece of work that was timed twice: the first call, which allocates, and those after it. */
export interface Judging {
  /** Rows of the first call, and its milliseconds. */
  readonly firstRows: number;
  readonly first: number;
  readonly restRows: number;
  readonly rest: number;
}

/** Milliseconds that work on `rows` rows takes when it is done again and again. */
export function judgingTime({ firstRows, first, restRows, rest }: Judging, rows: number): number {
  if (rows === 0) return 0;
  if (restRows > 0) return (rest / restRows) * rows;
  return firstRows === 0 ? Number.NaN : (first / firstRows) * rows;
}
