/** How many channels onnxruntime's convolutions for this processor take together: 16 with AVX-512, 8 with AVX2. */
import { BLOCKED_DOMAIN, encodeModel } from '../schema.ts';
import { runtimeOptions, type Runtime } from '../runtime.ts';

/** The least that `ReorderInput` accepts. */
const CHANNELS = 4;

/** Null where there are none for this processor, or where this version of the library refuses to have them named. */
export async function findBlockSize(runtime: Runtime): Promise<number | null> {
  const info = (name: string) => ({ name, dtype: 'float32' as const, dims: null });
  const model = encodeModel(
    {
      name: 'block size',
      nodes: [
        {
          opType: 'ReorderInput',
          domain: BLOCKED_DOMAIN,
          name: 'reorder',
          inputs: ['input'],
          outputs: ['output'],
          attributes: {},
        },
      ],
      initializers: [],
      inputs: [info('input')],
      outputs: [info('output')],
    },
    true,
  );
  try {
    const session = await runtime.InferenceSession.create(model, runtimeOptions({ device: 'cpu', threads: 1 }));
    const input = new runtime.Tensor('float32', new Float32Array(CHANNELS), [1, CHANNELS, 1, 1]);
    const { output } = await session.run({ input });
    await session.release();
    // It fills the last block up.
    const size = output?.dims[1] ?? 0;
    return size > CHANNELS ? size : null;
  } catch {
    // These operators are not part of ONNX: where a version lacks them, everything is computed without.
    return null;
  }
}
