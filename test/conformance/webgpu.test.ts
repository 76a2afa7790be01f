/** The `webgpu` device of onnxruntime in software, in child processes: every op, whole trainings, memory, failure. */
import { beforeEach, describe, expect, it } from 'vitest';
import { readMeasures } from '../../scripts/checks/conformance-table.ts';
import type { EngineReport } from '../../main/graph/engine.ts';
import { opNames } from '../../main/graph/ops/registry.ts';
import type { OpMeasure } from './support/measure.ts';
import { findSoftwareGpu } from '../support/software-gpu.ts';
import { webgpuTolerance, webgpuTrainingTolerance } from './support/tolerances.ts';
import { runOnSoftwareGpu } from './support/webgpu-process.ts';
import { trainingCases, type TrainingMeasure } from './support/webgpu-training.ts';

/** SwiftShader compiles every shader for the processor, which takes seconds. */
const patience = 240_000;

const gpu = findSoftwareGpu();

describe('on webgpu in software', () => {
  beforeEach(({ skip }) => {
    if ('reason' in gpu) skip(`WebGPU was not tested: ${gpu.reason}`);
  });

  it(
    'names the adapter, and every op agrees with the reference',
    async () => {
      const settings = { cases: 2, seed: 11, tolerance: webgpuTolerance, place: true, gradients: false };
      const { said, died } = await runOnSoftwareGpu('ops', JSON.stringify(settings));
      expect(died, `while it was at ${JSON.stringify(said.at(-1))}`).toBeNull();
      const [report, ...told] = said as [EngineReport, ...(OpMeasure | { began: string })[]];
      expect(report.devices).toContainEqual({ id: 'webgpu', name: 'SwiftShader', kind: 'software' });

      const measures = told.filter((one): one is OpMeasure => 'op' in one);
      expect(measures.filter(({ failure }) => failure !== null)).toEqual([]);
      expect(measures.map(({ op }) => op).toSorted()).toEqual(opNames.toSorted());
      // What falls back is listed in docs/conformance.md; what is not must not.
      const listed = readMeasures();
      const fallen = measures.filter(({ op, onCpu }) =>
        onCpu.some((one) => listed[op]?.webgpu?.onCpu.includes(one) !== true),
      );
      expect(fallen.map(({ op, onCpu }) => ({ op, onCpu }))).toEqual([]);
    },
    patience,
  );

  it(
    'trains as on the CPU, resumes bit for bit, and leaves nothing to the CPU',
    async () => {
      const { said, died } = await runOnSoftwareGpu('training');
      expect(died).toBeNull();
      const measures = said as TrainingMeasure[];
      expect(measures.map(({ name }) => name)).toEqual(trainingCases.map(({ name }) => name));
      for (const { name, losses, apart, resumes, onCpu } of measures) {
        expect(losses.at(-1), name).toBeLessThan((losses[0] ?? 0) * 0.8);
        expect(Math.max(apart.losses, apart.state, apart.evaluation), name).toBeLessThan(webgpuTrainingTolerance);
        expect({ name, resumes, onCpu }).toEqual({ name, resumes: true, onCpu: [] });
      }
    },
    patience,
  );

  it(
    'does not grow over 1,000 steps that replace 260 MB of state in all',
    async () => {
      const { said, died } = await runOnSoftwareGpu('replacing', '1000');
      expect(died).toBeNull();
      const [growth] = said as { megabytes: number }[];
      expect(growth?.megabytes).toBeLessThan(60);
    },
    patience,
  );

  it(
    'says what the device said where its memory does not suffice, and lives on',
    async () => {
      const { said, died } = await runOnSoftwareGpu('failure');
      expect(died).toBeNull();
      expect(said).toMatchObject([{ code: 'engines.deviceFailed', params: { device: 'webgpu' } }]);
    },
    patience,
  );
});
