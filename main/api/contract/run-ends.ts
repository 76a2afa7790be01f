/** Which runs have just ended, as the changes stream tells it: what a person is told of who looks elsewhere. */
import { finalStatuses, type ChangeEvent, type RunSummary } from './run-types.ts';

export class RunEnds {
  /** Runs that were at work or waiting when they were last heard of. */
  readonly #active = new Set<string>();
  /** A run that is changed after its end (renamed, starred) is told of once; one that goes on, again. */
  readonly #told = new Set<string>();
  readonly #since: number;

  /** @param since runs that ended before this moment, in milliseconds since 1970, are no news */
  constructor(since: number) {
    this.#since = since;
  }

  /** Runs of a batch that have ended since they were last heard of, in its order. */
  read(events: readonly ChangeEvent[]): RunSummary[] {
    return events.flatMap((event) => {
      if (event.kind === 'runRemoved') this.#active.delete(event.id);
      if (event.kind !== 'run') return [];
      const { run } = event;
      if (!finalStatuses.has(run.status)) {
        this.#active.add(run.id);
        return [];
      }
      // A short run may end within one batch: it is first heard of when it is over.
      const short = run.startedAt !== null && run.startedAt >= this.#since && !this.#told.has(run.id);
      const ended = this.#active.delete(run.id) || short;
      if (ended) this.#told.add(run.id);
      return ended ? [run] : [];
    });
  }
}
