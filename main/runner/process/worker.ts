/** The training thread's entry: loads what every run needs, waits for its one task, gives one result. */
import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { BugError, serializeError } from '../../base/errors.ts';
import { createEngines } from '../../engines/registry.ts';
import type { WorkerMessage, WorkerTask } from './messages.ts';
import type { ReadyEngines } from './open-session.ts';
import type { PreflightMeasure, TrainProgress, TrainResult } from './protocol.ts';
import { trainTask } from './train-task.ts';

export async function waitForTask(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new BugError('the training thread was started without a parent');
  const task = once(port, 'message') as Promise<[WorkerTask]>;
  const engines = createEngines();
  // Most runs use it, and loading it takes as long as preparing small data does.
  const ready: ReadyEngines = { engines, onnxruntime: engines.onnxruntime.probe('cpu') };
  const [given] = await task;
  // Waiting for a paused run to go on is no event that would keep the thread alive.
  port.ref();
  const send = (message: WorkerMessage): void => {
    port.postMessage(message);
  };
  try {
    const result = await work(given, ready, (progress) => {
      send({ kind: 'progress', progress });
    });
    send({ kind: 'result', result });
  } catch (error) {
    const stack = error instanceof Error ? error.stack : undefined;
    send({ kind: 'failure', error: serializeError(error), stack });
  }
}

async function work(
  task: WorkerTask,
  ready: ReadyEngines,
  tell: (progress: TrainProgress) => void,
): Promise<TrainResult | PreflightMeasure> {
  switch (task.kind) {
    case 'train':
      return trainTask(task, ready, tell);
    case 'preflight': {
      const { preflightTask } = await import('./preflight-task.ts');
      return preflightTask(task.request, ready);
    }
    default:
      return task satisfies never;
  }
}
