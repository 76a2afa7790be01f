/** Where a session's state and resident tensors live: in the host's memory, or in buffers on the GPU. */
import { BugError } from '../../base/errors.ts';
import { copyTensor } from '../binding.ts';
import { encodeModel } from './schema.ts';
import { runtimeOptions, type Runtime, type RuntimeSession, type RuntimeTensor } from './runtime.ts';
import type { SessionOptions } from '../../graph/engine.ts';
import type { DType, Tensor, TensorData } from '../../graph/tensor.ts';

export interface DeviceMemory {
  /** Where a session leaves the state that it computes. */
  readonly location: 'cpu' | 'gpu-buffer';
  /** Makes a host tensor ready to be fed many times. It is not written; it may go on being read. */
  hold(tensor: Tensor): Promise<RuntimeTensor>;
  /** A copy in host memory. */
  read(tensor: RuntimeTensor): Promise<Tensor>;
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
    read: (tensor) => Promise.resolve(copyTensor(unwrap(tensor))),
    release: () => undefined,
    close: () => Promise.resolve(),
  };
}

/**
 * Buffers on the GPU. Tensors move in and out by running an Identity model: `getData()` on a GPU tensor ends the
 * process (onnxruntime 1.30), and a replaced tensor that is not disposed stays in memory for good.
 */
export function gpuMemory(runtime: Runtime, options: SessionOptions): DeviceMemory {
  const movers = new Map<string, Promise<RuntimeSession>>();
  const move = async (tensor: RuntimeTensor, to: 'cpu' | 'gpu-buffer'): Promise<RuntimeTensor> => {
    const dtype = tensor.type as DType;
    const key = `${dtype} ${to}`;
    const mover =
      movers.get(key) ??
      runtime.InferenceSession.create(identityModel(dtype), {
        ...runtimeOptions(options),
        ...(to === 'cpu' ? {} : { preferredOutputLocation: to }),
      });
    movers.set(key, mover);
    const { output } = await (await mover).run({ input: tensor });
    if (output === undefined) throw new BugError('the identity model has no output');
    return output;
  };
  return {
    location: 'gpu-buffer',
    hold: (tensor) => move(wrap(runtime, tensor), 'gpu-buffer'),
    read: async (tensor) => copyTensor(unwrap(tensor.location === 'cpu' ? tensor : await move(tensor, 'cpu'))),
    release: (tensor) => {
      if (tensor.location === 'gpu-buffer') tensor.dispose();
    },
    close: async () => {
      for (const mover of movers.values()) await (await mover).release();
    },
  };
}

/** A model that gives back its input, of any shape. */
export function identityModel(dtype: DType): Uint8Array {
  return encodeModel({
    name: 'identity',
    nodes: [{ opType: 'Identity', name: 'identity', inputs: ['input'], outputs: ['output'], attributes: {} }],
    initializers: [],
    inputs: [{ name: 'input', dtype, dims: null }],
    outputs: [{ name: 'output', dtype, dims: null }],
  });
}
