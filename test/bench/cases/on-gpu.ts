/** The dense and the convolutional network on a graphics card: ours through WebGPU, PyTorch through CUDA. */
import { pyTorch, type BenchCase } from '../case.ts';
import { smallConvolutional } from './convolutional-networks.ts';
import { denseDigits } from './dense-networks.ts';

function onGpu({ name, title, work, ours, nodeArguments = [] }: BenchCase): BenchCase {
  return {
    name: `${name}-gpu`,
    title: `on a GPU: ${title}`,
    threads: [1],
    work: { ...work, device: 'gpu' },
    ours,
    nodeArguments,
    peers: [pyTorch],
    goals: [{ quantity: 'time', unit: 'ms', atMost: 2, peer: 'PyTorch' }],
  };
}

export const denseOnGpu = onGpu(denseDigits);
export const convolutionalOnGpu = onGpu(smallConvolutional);
