/** What the process's main thread and its training thread say to each other. Both are of one Node: no pipe, no zod. */
import type { SerializedError } from '../../base/errors.ts';
import type { PreflightMeasure, PreflightTask, TrainProgress, TrainRequest, TrainResult } from './protocol.ts';

export type WorkerTask = TrainingTask | { readonly kind: 'preflight'; readonly request: PreflightTask };

export interface TrainingTask {
  readonly kind: 'train';
  readonly request: TrainRequest;
  /** Of a `ControlHandle`. */
  readonly control: SharedArrayBuffer;
}

export type WorkerMessage =
  | { readonly kind: 'progress'; readonly progress: TrainProgress }
  | { readonly kind: 'result'; readonly result: TrainResult | PreflightMeasure }
  | { readonly kind: 'failure'; readonly error: SerializedError; readonly stack: string | undefined };
