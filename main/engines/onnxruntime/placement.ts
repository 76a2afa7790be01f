/**
 * What of a model runs on the device and what falls back to the CPU. onnxruntime assigns nodes without saying so; its
 * profile, a file of trace events, names the provider of each node that ran.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BugError } from '../../base/errors.ts';
import type { Placement, PlacedOperator } from '../../graph/engine.ts';

/** Runs something with a file prefix for the profile, and reads what was left there. */
export async function withProfile(run: (prefix: string) => Promise<void>): Promise<Placement> {
  const folder = await mkdtemp(join(tmpdir(), 'athanor-profile-'));
  try {
    await run(join(folder, 'profile'));
    const [file] = await readdir(folder);
    if (file === undefined) throw new BugError('onnxruntime has left no profile');
    return readPlacement(JSON.parse(await readFile(join(folder, file), 'utf8')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const cpuProvider = 'CPUExecutionProvider';

interface NodeEvent {
  readonly cat: 'Node';
  readonly name: string;
  readonly args: {
    readonly op_name: string;
    readonly provider: string;
    /** One object an output, its only key the dtype. */
    readonly output_type_shape: readonly Readonly<Record<string, unknown>>[];
  };
}

/** The placement in a profile, without what is no work on the program's values. */
export function readPlacement(profile: unknown): Placement {
  if (!Array.isArray(profile)) throw new BugError('a profile of onnxruntime is no list');
  const nodes = (profile as unknown[]).filter(isNode).filter((node) => !isHousekeeping(node));
  const on = (isCpu: boolean) => count(nodes.filter(({ args }) => (args.provider === cpuProvider) === isCpu));
  return { onDevice: on(false), onCpu: on(true) };
}

function isNode(event: unknown): event is NodeEvent {
  const { cat, args } = event as { cat?: unknown; args?: { provider?: unknown } };
  return cat === 'Node' && typeof args?.provider === 'string';
}

/**
 * Copies between device and host, zeros for what is empty, and shapes, which are computed on the host by design: a
 * program has no other integers of 64 bits, and `elementCount` is one number made of a shape.
 */
function isHousekeeping({ name, args }: NodeEvent): boolean {
  const { op_name: operator, provider } = args;
  if (operator.startsWith('Memcpy')) return true;
  return (
    provider === cpuProvider &&
    (operator === 'ConstantOfShape' || dtypeOf(args) === 'int64' || opOf(name) === 'elementCount')
  );
}

function dtypeOf({ output_type_shape: outputs }: NodeEvent['args']): string {
  return Object.keys(outputs[0] ?? {})[0] ?? 'unknown';
}

function count(nodes: readonly NodeEvent[]): PlacedOperator[] {
  const found = new Map<string, PlacedOperator>();
  for (const { name, args } of nodes) {
    const op = opOf(name);
    const operator = args.op_name;
    const dtype = dtypeOf(args);
    const key = `${op} ${operator} ${dtype}`;
    found.set(key, { op, operator, dtype, count: (found.get(key)?.count ?? 0) + 1 });
  }
  return [...found.values()].toSorted((one, other) => other.count - one.count);
}

/** The emitter names nodes `scope/op:output`; what onnxruntime adds by itself has other names. */
function opOf(name: string): string {
  return /([A-Za-z0-9]+):t\d+/u.exec(name)?.[1] ?? 'onnxruntime';
}
