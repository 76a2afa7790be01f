/** The reference engine's table: an op that it lacks does not compile. */
import { arrangementKernels } from './arrangement.ts';
import { convolutionKernels } from './convolution.ts';
import { elementwiseKernels } from './elementwise.ts';
import { normalizationKernels } from './normalization.ts';
import { poolingKernels } from './pooling.ts';
import { reductionKernels } from './reductions.ts';
import { samplingKernels } from './sampling.ts';
import type { Kernels } from './kernel.ts';

export const kernels: Kernels = {
  ...arrangementKernels,
  ...convolutionKernels,
  ...elementwiseKernels,
  ...normalizationKernels,
  ...poolingKernels,
  ...reductionKernels,
  ...samplingKernels,
};
