/** The `engine` section: what to train on. Left out: onnxruntime on the CPU, with as many threads as are fastest. */
import { z } from 'zod';
import { report, showValue } from '../../models/problems.ts';

export const engineSpecSchema = z.strictObject({
  name: z.enum(['auto', 'onnxruntime', 'tensorflow', 'reference']).default('auto'),
  /** `auto`, `cpu`, `webgpu`, `cuda`, or with an index: `cuda:1`. */
  device: z
    .string()
    .superRefine((device, context) => {
      if (/^(auto|cpu|(webgpu|cuda)(:\d{1,3})?)$/u.test(device)) return;
      report(context, 'runner.expectedDevice', { found: showValue(device) });
    })
    .default('auto'),
  /** Threads inside one operation, 0 to 1,024; 0 tries what is fastest. The result is the same. */
  threads: z.int().min(0).max(1024).default(0),
});
export type EngineSpec = z.output<typeof engineSpecSchema>;
