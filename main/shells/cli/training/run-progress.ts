/** What the progress line says, gathered from the stream of changes. */
import { secondsSeries } from '../../../base/run-seconds.ts';
import { mostStreamed, type ChangeEvent, type RunSummary } from '../../../api/contract/run-types.ts';
import type { Console } from '../console.ts';
import type { ProgressState } from '../terminal/progress.ts';

export class RunProgress {
  readonly #console: Console;
  readonly #now: () => number;
  #run: RunSummary;
  #epoch: number;
  #fraction = 0;
  #metrics = new Map<string, number | null>();
  /** When training was first seen under way, and how far it had come by then. */
  #since: { readonly time: number; readonly epoch: number } | null = null;

  /** @param now milliseconds of any monotonic clock */
  constructor(run: RunSummary, console: Console, now: () => number) {
    this.#run = run;
    this.#console = console;
    this.#now = now;
    this.#epoch = run.epochsDone;
  }

  observe(event: ChangeEvent): void {
    if (event.kind === 'run' && event.run.id === this.#run.id) {
      this.#run = event.run;
      // Points that are too many to be streamed are read off the run.
      if (event.run.metricCount > mostStreamed) {
        for (const [metric, { last }] of Object.entries(event.run.metrics)) this.#metrics.set(metric, last);
      }
      if (event.run.epochsDone > this.#epoch) this.#enter(event.run.epochsDone);
      if (event.run.status !== 'running') this.#since = null;
      else this.#since ??= { time: this.#now(), epoch: this.#epoch };
    } else if (event.kind === 'points' && event.points.run === this.#run.id) {
      const { metric, start, values } = event.points;
      const last = values.at(-1);
      if (last === undefined) return;
      if (metric !== secondsSeries) this.#metrics.set(metric, last);
      this.#enter(start + values.length - 1);
    } else if (event.kind === 'progress' && event.run === this.#run.id && event.epoch > this.#epoch) {
      this.#fraction = event.fraction;
    }
  }

  #enter(epoch: number): void {
    if (epoch <= this.#epoch) return;
    this.#epoch = epoch;
    this.#fraction = 0;
  }

  get state(): ProgressState {
    return {
      name: this.#run.name,
      epoch: this.#epoch,
      epochs: this.#run.epochsPlanned,
      fraction: this.#fraction,
      metrics: this.#metrics,
      secondsLeft: this.#secondsLeft(),
      phase: this.#phase(),
    };
  }

  #phase(): string | null {
    if (this.#run.status === 'queued') return this.#console.text('cli.progress.waiting');
    if (this.#run.status === 'paused') return this.#console.text('cli.progress.paused');
    return this.#epoch === 0 && this.#fraction === 0 ? this.#console.text('cli.progress.preparing') : null;
  }

  #secondsLeft(): number | null {
    if (this.#since === null) return null;
    const done = this.#epoch + this.#fraction - this.#since.epoch;
    const spent = (this.#now() - this.#since.time) / 1000;
    if (done <= 0) return null;
    return ((this.#run.epochsPlanned - this.#epoch - this.#fraction) * spent) / done;
  }
}
