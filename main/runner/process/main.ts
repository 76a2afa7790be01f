/**
 * The training process: a plain Node child that hears main on its pipes while its worker thread trains. The same file
 * is the worker's entry, so that a bundle of it is whole.
 */
import { isMainThread, Worker } from 'node:worker_threads';
import { BugError, UserError } from '../../base/errors.ts';
import { serveChild } from '../../processes/serve.ts';
import type { WorkerMessage, WorkerTask } from './messages.ts';
import { trainingProtocol, type PreflightMeasure, type TrainProgress, type TrainResult } from './protocol.ts';
import { ControlHandle } from './shared-control.ts';
import { SystemSampler } from './system-sampler.ts';

/** A process trains one run in its life, and may be told to stop before it has heard which. */
function serve(): void {
  const control = new ControlHandle();
  const thread = new TrainingThread();
  let taken = false;
  const steer = (command: 'go' | 'pause' | 'stop'): null => {
    control.send(command);
    return null;
  };
  const take = (signal: AbortSignal): void => {
    if (taken) throw new BugError('a training process trains one run');
    taken = true;
    // Main is gone, or has given up waiting for `stop`: what is written from now on, nobody would know of.
    signal.addEventListener('abort', () => process.kill(process.pid, 'SIGKILL'));
  };
  serveChild(trainingProtocol, {
    probe: async ({ scope }) => {
      const { createEngines, probeEngines } = await import('../../engines/registry.ts');
      const reports = await probeEngines(createEngines(), scope);
      return reports.map((report) => ({ ...report, devices: [...report.devices], missing: [...report.missing] }));
    },
    train: async (request, { signal, progress }) => {
      take(signal);
      const sampler = new SystemSampler(progress);
      const tell = (value: TrainProgress): void => {
        progress(value);
        sampler.observe(value);
      };
      try {
        return (await thread.work({ kind: 'train', request, control: control.memory }, tell)) as TrainResult;
      } finally {
        sampler.end();
      }
    },
    preflight: async (request, { signal }) => {
      take(signal);
      return (await thread.work({ kind: 'preflight', request }, () => undefined)) as PreflightMeasure;
    },
    predict: async (request) => {
      const { predictTask } = await import('./predict-task.ts');
      return predictTask(request);
    },
    generate: async (request, { signal, progress }) => {
      const { generateTask } = await import('./generate-task.ts');
      return generateTask(request, progress, signal);
    },
    pause: () => steer('pause'),
    resume: () => steer('go'),
    stop: () => steer('stop'),
    learningRate: ({ rate }) => {
      control.sendLearningRate(rate);
      return null;
    },
  });
}

/**
 * The training thread, started with the process: it loads the engine while main still looks at the data, and waits for
 * its task.
 */
class TrainingThread {
  readonly #worker = new Worker(new URL(import.meta.url));
  readonly #ended: Promise<never>;

  constructor() {
    this.#ended = new Promise((_, reject) => {
      this.#worker.on('error', (error: unknown) => {
        reject(error instanceof Error ? error : new BugError(String(error)));
      });
      this.#worker.on('exit', (code) => {
        reject(new BugError(`the training thread ended with status ${code} and no result`));
      });
    });
    // Of a thread that dies before it has a task, that task will tell.
    this.#ended.catch(() => undefined);
  }

  work(task: WorkerTask, progress: (value: TrainProgress) => void): Promise<TrainResult | PreflightMeasure> {
    const result = new Promise<TrainResult | PreflightMeasure>((resolve, reject) => {
      this.#worker.on('message', (message: WorkerMessage) => {
        switch (message.kind) {
          case 'progress':
            progress(message.progress);
            return;
          case 'result':
            resolve(message.result);
            return;
          case 'failure':
            reject(message.error.code === 'internal' ? asBug(message) : UserError.deserialize(message.error));
            return;
          default:
            message satisfies never;
        }
      });
    });
    this.#worker.postMessage(task);
    return Promise.race([result, this.#ended]);
  }
}

function asBug({ error, stack }: Extract<WorkerMessage, { kind: 'failure' }>): BugError {
  const bug = new BugError(String(error.params['message']));
  if (stack !== undefined) bug.stack = stack;
  return bug;
}

// The training thread loads the engine; the thread that listens must not wait for it.
if (isMainThread) serve();
else void (await import('./worker.ts')).waitForTask();
