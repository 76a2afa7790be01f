/** Writes what a training process tells of one run into the store, in the order in which it becomes true. */
import type { ErrorParameter } from '../base/errors.ts';
import { UserError } from '../base/errors.ts';
import type { CheckpointRecord, EpochRecord, JsonObject, RunRecord } from '../experiments/records.ts';
import type { ExperimentStore } from '../experiments/store.ts';
import type { EpochBatch, StartedProgress, TrainResult } from './process/protocol.ts';

/** A learning rate for the message about a run that diverged. */
export interface RunFacts {
  readonly learningRate: number;
  readonly batchSize: number;
  readonly trainRows: number;
}

export class RunRecorder {
  readonly #store: ExperimentStore;
  readonly #id: string;
  readonly #facts: RunFacts;
  #epoch: number;
  #checkpoints: readonly CheckpointRecord[];

  constructor(store: ExperimentStore, run: RunRecord, checkpoints: readonly CheckpointRecord[], facts: RunFacts) {
    this.#store = store;
    this.#id = run.id;
    this.#facts = facts;
    this.#epoch = run.epochsDone;
    this.#checkpoints = checkpoints;
  }

  /** Epochs finished and stored. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Files that the store names, and that must stay. */
  get checkpointFiles(): string[] {
    return this.#checkpoints.map(({ file }) => file);
  }

  started(progress: StartedProgress): void {
    const { engine, device, threads, parameterCount, versions, resumeDifferences } = progress;
    const { deviceAsked, deviceName, deviceKind, deviceReason, onCpu } = progress;
    this.#store.runs.start(this.#id, {
      engine,
      device,
      versions: { ...versions, threads: String(threads) },
      parameterCount,
    });
    this.log('info', 'runner.started', { engine, device, threads });
    const choice = { asked: deviceAsked, device, name: deviceName, reason: deviceReason, kind: deviceKind };
    this.log('info', 'runner.device', choice);
    if (deviceKind === 'software') this.warn('runner.softwareDevice', { device, name: deviceName });
    if (onCpu.length > 0) this.warn('runner.partlyOnCpu', { device, ops: onCpu.join(', ') });
    if (resumeDifferences.length > 0) {
      this.warn('runner.resumeNotIdentical', { parts: resumeDifferences.join(', ') });
    }
  }

  /** One transaction. The checkpoints that the batch names are on disk already. Gives the epochs that it told of. */
  epochs(batch: EpochBatch): readonly EpochRecord[] {
    const { runs } = this.#store;
    const records = Array.from(batch.seconds, (seconds, index): EpochRecord => {
      const metrics = batch.metrics.map((name, column): [string, number] => [
        name,
        batch.values[index * batch.metrics.length + column] ?? Number.NaN,
      ]);
      return {
        epoch: batch.start + index,
        metrics: Object.fromEntries(metrics),
        seconds,
        outsideSeconds: batch.outside[index] ?? 0,
      };
    });
    const last = records.at(-1);
    if (last === undefined) return [];
    const { checkpoints } = batch;
    const before = records.slice(0, -1);
    runs.recordEpochs(this.#id, [...before, checkpoints === null ? last : { ...last, checkpoints }]);
    this.#epoch = last.epoch;
    if (checkpoints !== null) this.#checkpoints = checkpoints;
    return records;
  }

  /** What the process ended with. `closing` is true where the app is being closed, not the run stopped. */
  finished(result: TrainResult, closing: boolean): void {
    const { runs } = this.#store;
    if (result.test !== null) {
      const { metrics, values, evaluation, rows } = result.test;
      runs.recordTest(this.#id, {
        metrics: Object.fromEntries(metrics.map((name, index) => [name, values[index] ?? Number.NaN])),
        evaluation: evaluation as JsonObject,
        rows,
      });
    }
    switch (result.status) {
      case 'completed':
        runs.setStatus(this.#id, 'completed');
        return;
      case 'stopped':
        this.log('info', 'runner.stopped', { epoch: this.#epoch });
        runs.setStatus(this.#id, closing ? 'interrupted' : 'stopped');
        return;
      case 'diverged': {
        const { epoch, step, loss, op } = result.divergence ?? { epoch: this.#epoch, step: null, loss: null, op: null };
        const { learningRate } = this.#facts;
        const error = new UserError(
          'runner.diverged',
          { epoch, step, op, learningRate, loss: loss === null ? null : loss.toPrecision(2) },
          { location: { epoch, ...(step === null ? {} : { step }) } },
        );
        runs.setStatus(this.#id, 'diverged', error.serialize());
        return;
      }
      default:
        result.status satisfies never;
    }
  }

  failed(error: UserError, output: readonly string[]): void {
    for (const line of output) this.log('error', 'runner.output', { line });
    this.#store.runs.setStatus(this.#id, 'failed', error.serialize());
  }

  warn(code: string, params: Readonly<Record<string, ErrorParameter>>): void {
    this.#store.runs.addWarning(this.#id, { code, params });
  }

  log(level: 'info' | 'warning' | 'error', code: string, params: Readonly<Record<string, ErrorParameter>>): void {
    this.#store.runs.log(this.#id, { level, code, params });
  }
}
