/** What the process's main thread and its training thread say to each other. Both are of one Node: no pipe, no zod. */
import type { SerializedError } from '../../base/errors.ts';
import type { TrainProgress, TrainRequest, TrainResult } from './protocol.ts';

export interface WorkerTask {
  readonly request: TrainRequest;
  /** Of a `ControlHandle`. */
  readonly control: SharedArrayBuffer;
}

export type WorkerMessage =
  | { readonly kind: 'progress'; readonly progress: TrainProgress }
  | { readonly kind: 'result'; readonly result: TrainResult }
  | { readonly kind: 'failure'; readonly error: SerializedError; readonly stack: string | undefined };
