/** What a run and its trial have in common once a training is open. */
import type { CheckpointConditions } from '../../training/checkpoint/checkpoint.ts';
import { StreamOrders } from '../../training/loop/stream-order.ts';
import type { TrainOptions } from '../../training/loop/train-types.ts';
import type { TrainingSpec } from '../../training/spec.ts';
import type { OpenTraining } from './open-session.ts';

/** Rows that are streamed come in the order in which they can be read. */
export function ordersOf({ data, training, streamed }: OpenTraining): Pick<TrainOptions['rows'], 'order'> {
  const { stream } = data.manifest;
  if (streamed === null || stream === null) return {};
  const orders = new StreamOrders(data.train, stream, training.seed);
  return {
    order: (epoch) => {
      const { order, windows } = orders.of(epoch);
      streamed.expect(windows);
      return order;
    },
  };
}

export function conditionsOf({ training, program, session, choice, threads }: OpenTraining): CheckpointConditions {
  return {
    seed: training.seed,
    graphHash: program.graphHash,
    engine: choice.engine,
    engineVersion: choice.version ?? 'unknown',
    lowering: session.lowering,
    device: choice.device,
    threads,
  };
}

/** Whether the best epoch's state is kept beside the last one's. */
export function keepsBest({ restoreBest, checkpoints }: Pick<TrainingSpec, 'restoreBest' | 'checkpoints'>): boolean {
  return restoreBest || checkpoints.best;
}
