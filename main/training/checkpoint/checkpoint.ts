/** A checkpoint: all state by its canonical name, and the record of what made it. */
import { z } from 'zod';
import { UserError } from '../../base/errors.ts';
import type { TensorMap, TensorType } from '../../graph/tensor.ts';
import { loopMemorySchema } from '../loop/loop-memory.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';

const recordSchema = z.object({
  /** Epochs finished. */
  epoch: z.int().nonnegative(),
  /** Optimizer steps taken. */
  step: z.int().nonnegative(),
  seed: z.int().nonnegative(),
  /** What must be equal for a resume to give the same bits. */
  graphHash: z.string(),
  engine: z.string(),
  engineVersion: z.string(),
  lowering: z.string(),
  device: z.string(),
  threads: z.int().positive(),
  /** Null in checkpoints that were written before there was one. */
  memory: loopMemorySchema.nullable().default(null),
});
export type CheckpointRecord = z.infer<typeof recordSchema>;

/** What must be equal for a resume to give the same bits. */
export type CheckpointConditions = Omit<CheckpointRecord, 'epoch' | 'step' | 'memory'>;

export interface Checkpoint {
  readonly state: TensorMap;
  readonly record: CheckpointRecord;
}

/** Key of the record among the file's metadata. */
const recordKey = 'athanor';

export function encodeCheckpoint({ state, record }: Checkpoint): Uint8Array {
  return encodeSafetensors({ tensors: state, metadata: { [recordKey]: JSON.stringify(record) } });
}

/** Throws UserError `training.safetensorsBroken`, or `training.notACheckpoint` for a file that Athanor did not write. */
export function decodeCheckpoint(bytes: Uint8Array, file: string): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(bytes, file);
  return { state: tensors, record: recordOf(metadata[recordKey], file) };
}

function recordOf(text: string | undefined, file: string): CheckpointRecord {
  try {
    return recordSchema.parse(JSON.parse(text ?? ''));
  } catch (cause) {
    throw new UserError('training.notACheckpoint', {}, { location: { file }, cause });
  }
}

/**
 * Whether a checkpoint holds the state of this plan. Throws UserError `training.checkpointMismatch` where it was written for
 * another network or other options, or by a version of Athanor whose optimizer remembered other things.
 */
export function expectState(state: TensorMap, types: Readonly<Record<string, TensorType>>, file: string): void {
  for (const [name, { shape }] of Object.entries(types)) {
    const found = state[name]?.shape ?? null;
    if (found?.join() === shape.join()) continue;
    const params = { name, expected: `[${shape.join(', ')}]`, found: found === null ? null : `[${found.join(', ')}]` };
    throw new UserError('training.checkpointMismatch', params, { location: { file } });
  }
}

/** The parts in which two records differ that stand in the way of a bit-identical resume; empty when it is promised. */
export function resumeDifferences(from: CheckpointRecord, to: CheckpointConditions): string[] {
  const parts = ['seed', 'graphHash', 'engine', 'engineVersion', 'lowering', 'device', 'threads'] as const;
  return parts.filter((part) => from[part] !== to[part]);
}
