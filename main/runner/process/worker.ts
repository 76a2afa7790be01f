/** The training thread's entry: one task, one result, and the end. */
import { parentPort, workerData } from 'node:worker_threads';
import { BugError, serializeError } from '../../base/errors.ts';
import type { WorkerMessage, WorkerTask } from './messages.ts';
import { trainTask } from './train-task.ts';

export async function runTask(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new BugError('the training thread was started without a parent');
  const send = (message: WorkerMessage): void => {
    port.postMessage(message);
  };
  try {
    const result = await trainTask(workerData as WorkerTask, (progress) => {
      send({ kind: 'progress', progress });
    });
    send({ kind: 'result', result });
  } catch (error) {
    const stack = error instanceof Error ? error.stack : undefined;
    send({ kind: 'failure', error: serializeError(error), stack });
  }
}
