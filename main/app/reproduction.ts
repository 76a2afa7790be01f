/** How closely one run repeated another: their curves, their tests, and the weights of the last checkpoint that both have. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Reproduction } from '../api/contract/index.ts';
import { compareNumbers } from '../evaluation/compare-curves.ts';
import type { RunDetailRecord, Series } from '../experiments/records.ts';
import type { ExperimentStore } from '../experiments/store.ts';
import { openCheckpoint, type CheckpointReader } from '../runner/checkpoint-reader.ts';

export interface ReproductionSources {
  readonly store: Pick<ExperimentStore, 'runs'>;
  readonly dataFolder: string;
}

export async function compareRepeats(
  { store, dataFolder }: ReproductionSources,
  leftId: string,
  rightId: string,
): Promise<Reproduction> {
  const [left, right] = [store.runs.get(leftId), store.runs.get(rightId)];
  const curves = compareSeries(store.runs.series(left.id), store.runs.series(right.id));
  const test = compareTests(left.test ?? {}, right.test ?? {});
  const weights = await compareWeights(dataFolder, left, right);
  const parts = [...curves, ...test, ...(weights === null ? [] : [weights])];
  return {
    left: left.id,
    right: right.id,
    verdict: parts.length === 0 ? 'nothing' : parts.every(({ equal }) => equal) ? 'same' : 'close',
    epochs: Math.min(left.epochsDone, right.epochsDone),
    curves,
    test,
    weights,
    conditions: differentConditions(left, right),
  };
}

/** Points whose steps count up by one, as those of epochs do. */
function compareSeries(left: readonly Series[], right: readonly Series[]): Reproduction['curves'] {
  return left.flatMap(({ metric, start, values }) => {
    const other = right.find((series) => series.metric === metric);
    if (other?.start !== start) return [];
    const { equal, largest, at } = compareNumbers(values, other.values);
    return [{ name: metric, equal, largest, epoch: at === null ? null : start + at }];
  });
}

function compareTests(
  left: Readonly<Record<string, number | null>>,
  right: Readonly<Record<string, number | null>>,
): Reproduction['test'] {
  return Object.entries(left).flatMap(([name, value]) => {
    const other = right[name];
    if (other === undefined) return [];
    // What is not finite is stored as null.
    const { equal, largest } = compareNumbers([value ?? NaN], [other ?? NaN]);
    return [{ name, equal, largest }];
  });
}

async function compareWeights(
  dataFolder: string,
  left: RunDetailRecord,
  right: RunDetailRecord,
): Promise<Reproduction['weights']> {
  const pairs = left.checkpoints
    .flatMap((one) => {
      const other = right.checkpoints.find(({ epoch }) => epoch === one.epoch);
      return other === undefined ? [] : [{ epoch: one.epoch, left: one.file, right: other.file }];
    })
    .toSorted((one, other) => one.epoch - other.epoch);
  const last = pairs.at(-1);
  if (last === undefined) return null;
  await using one = await openCheckpoint(join(dataFolder, 'runs', left.id, last.left));
  await using other = await openCheckpoint(join(dataFolder, 'runs', right.id, last.right));
  return { epoch: last.epoch, ...(await compareTensors(one, other)) };
}

async function compareTensors(
  left: CheckpointReader,
  right: CheckpointReader,
): Promise<Omit<NonNullable<Reproduction['weights']>, 'epoch'>> {
  const names = Object.keys(left.tensors)
    .filter((name) => name.startsWith('parameters/') && right.tensors[name] !== undefined)
    .toSorted();
  const [leftHash, rightHash] = [createHash('sha256'), createHash('sha256')];
  let [largest, tensor, count, finite]: [number, string | null, number, boolean] = [0, null, 0, true];
  for (const name of names) {
    const others = right.slices(name);
    for await (const slice of left.slices(name)) {
      const partner = (await others.next()).value ?? new Float32Array(0);
      leftHash.update(bytesOf(slice));
      rightHash.update(bytesOf(partner));
      count += slice.length;
      const compared = compareNumbers(slice, partner);
      if (compared.equal || !finite) continue;
      finite = compared.largest !== null;
      if (tensor === null || !finite || (compared.largest ?? 0) > largest) {
        [largest, tensor] = [compared.largest ?? 0, name.replace(/^parameters\//u, '')];
      }
    }
  }
  return {
    equal: tensor === null,
    leftHash: leftHash.digest('hex'),
    rightHash: rightHash.digest('hex'),
    largest: tensor === null || !finite ? null : largest,
    tensor,
    count,
  };
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** The machine's part in a result, as far as the runs recorded it. */
function differentConditions(left: RunDetailRecord, right: RunDetailRecord): Reproduction['conditions'] {
  const facts = ({ engine, device, epochsDone, versions, log }: RunDetailRecord): Record<string, string | null> => ({
    engine,
    device,
    epochs: String(epochsDone),
    // Set by hand while it ran: no repetition has them.
    learningRateChanges: String(log.filter(({ code }) => code === 'runner.learningRate').length),
    ...versions,
  });
  const [one, other] = [facts(left), facts(right)];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((name) => {
    const [value, partner] = [one[name] ?? null, other[name] ?? null];
    return value === partner ? [] : [{ name, left: value, right: partner }];
  });
}
