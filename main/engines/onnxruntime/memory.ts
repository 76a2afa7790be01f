/** Where a session's state and resident tensors live: in the host's memory, or in buffers on the GPU. */
import { BugError } from '../../base/errors.ts';
import { copyTensor } from '../binding.ts';
import { encodeModel } from './schema.ts';
import { runOn, runtimeOptions, type Runtime, type RuntimeSession, type RuntimeTensor } from './runtime.ts';
import type { SessionOptions } from '../../graph/engine.ts';
import type { DType, Tensor, TensorData } from '../../graph/tensor.ts';

export type MemoryLocation = 'cpu' | 'gpu-buffer';

export interface DeviceMemory {
  /** Where a session leaves what it computes. */
  readonly location: MemoryLocation;
  /** Makes a host tensor ready to be fed many times. It is not written; it may go on being read. */
  hold(tensor: Tensor): Promise<RuntimeTensor>;
  /** Copies in host memory. On a GPU this waits for everything that was queued before. */
  read(tensors: readonly RuntimeTensor[]): Promise<Tensor[]>;
  release(tensor: RuntimeTensor): void;
  close(): Promise<void>;
}

/** A tensor over the same memory. */
export function wrap(runtime: Runtime, { dtype, shape, data }: Tensor): RuntimeTensor {
  // The runtime refuses shared memory.
  const own = data.buffer instanceof SharedArrayBuffer ? data.slice() : data;
  return new runtime.Tensor(dtype as 'float32', own as Float32Array, shape);
}

/** A host tensor over the memory of a runtime's tensor, which must be in host memory. */
export function unwrap({ type, dims, data, location }: RuntimeTensor): Tensor {
  if (location !== 'cpu') throw new BugError(`a tensor in ${location} memory cannot be read from the host`);
  return { dtype: type as DType, shape: [...dims], data: data as TensorData };
}

/** The CPU reads the host's tensors where they are. */
export function hostMemory(runtime: Runtime): DeviceMemory {
  return {
    location: 'cpu',
    hold: (tensor) => Promise.resolve(wrap(runtime, tensor)),
    read: (tensors) => Promise.resolve(tensors.map((tensor) => copyTensor(unwrap(tensor)))),
    release: () => undefined,
    close: () => Promise.resolve(),
  };
}

/**
 * Buffers on the GPU. Tensors move in and out by running models of Identities: `getData()` on a GPU tensor ends the
 * process (onnxruntime 1.30), and a replaced tensor that is not disposed stays in memory for good. The first mover is
 * opened at once and the last to be closed: with no session open, onnxruntime gives the device and its compiled shaders
 * up, and building them again takes longer than small networks train.
 */
export async function gpuMemory(runtime: Runtime, options: SessionOptions): Promise<DeviceMemory> {
  const openMover = (dtypes: readonly DType[], to: MemoryLocation): Promise<RuntimeSession> =>
    runtime.InferenceSession.create(identityModel(dtypes), {
      ...runtimeOptions(options),
      ...(to === 'cpu' ? {} : { preferredOutputLocation: to }),
    });
  const first: readonly DType[] = ['float32'];
  const movers = new Map([[moverKey(first, 'gpu-buffer'), openMover(first, 'gpu-buffer')]]);
  await Promise.all(movers.values());
  const move = async (tensors: readonly RuntimeTensor[], to: MemoryLocation): Promise<RuntimeTensor[]> => {
    if (tensors.length === 0) return [];
    const dtypes = tensors.map(({ type }) => type as DType);
    const key = moverKey(dtypes, to);
    const mover = movers.get(key) ?? openMover(dtypes, to);
    movers.set(key, mover);
    const feeds = Object.fromEntries(tensors.map((tensor, index) => [`input${index}`, tensor]));
    const outputs = await runOn(options.device, await mover, feeds);
    return tensors.map((_, index) => {
      const output = outputs[`output${index}`];
      if (output === undefined) throw new BugError(`the identity model has no output ${index}`);
      return output;
    });
  };
  return {
    location: 'gpu-buffer',
    hold: async (tensor) => {
      const [held] = await move([wrap(runtime, tensor)], 'gpu-buffer');
      if (held === undefined) throw new BugError('one tensor goes in and none comes out');
      if (held.location !== 'gpu-buffer') throw new BugError(`a tensor for the GPU lies in ${held.location} memory`);
      return held;
    },
    read: async (tensors) => (await move(tensors, 'cpu')).map((tensor) => copyTensor(unwrap(tensor))),
    release: (tensor) => {
      tensor.dispose();
    },
    close: async () => {
      for (const mover of movers.values()) await (await mover).release();
    },
  };
}

function moverKey(dtypes: readonly DType[], to: MemoryLocation): string {
  return `${dtypes.join(' ')} ${to}`;
}

/** A model that gives back its inputs, of any shape. */
export function identityModel(dtypes: readonly DType[]): Uint8Array {
  const info = (name: string) => dtypes.map((dtype, index) => ({ name: `${name}${index}`, dtype, dims: null }));
  return encodeModel({
    name: 'identity',
    nodes: dtypes.map((_, index) => ({
      opType: 'Identity',
      name: `identity${index}`,
      inputs: [`input${index}`],
      outputs: [`output${index}`],
      attributes: {},
    })),
    initializers: [],
    inputs: info('input'),
    outputs: info('output'),
  });
}
