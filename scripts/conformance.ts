/**
 * Measures how far every op is from the reference on every engine and device, and writes docs/conformance.json and
 * docs/conformance.md. Ops that are measured already are left out; `--all` measures them again, names name some.
 */
import { join } from 'node:path';
import fc from 'fast-check';
import { evaluateGraph } from '../main/engines/reference/evaluate.ts';
import { numbersFrom } from '../main/engines/reference/numbers.ts';
import { onnxruntimeEngine } from '../main/engines/onnxruntime/engine.ts';
import { tensorflowEngine } from '../main/engines/tensorflow/engine.ts';
import { opDefinition, opNames, type OpName } from '../main/graph/ops/registry.ts';
import { caseArbitraries } from '../test/conformance/support/arbitraries.ts';
import { caseGraph, finiteDifferences, gradientName, type OpCase } from '../test/conformance/support/cases.ts';
import { distance } from '../test/conformance/support/distance.ts';
import { pureTensorflow } from '../test/conformance/support/engines.ts';
import { measureOp, type MeasureOptions, type OpMeasure } from '../test/conformance/support/measure.ts';
import { webgpuTolerance } from '../test/conformance/support/tolerances.ts';
import { runOnSoftwareGpu } from '../test/conformance/support/webgpu-process.ts';
import { findSoftwareGpu } from '../test/support/software-gpu.ts';
import { readMeasures, writeMeasures, type Measures, type OpRow } from './checks/conformance-table.ts';

const casesOnCpu = 25;
const casesOnGpu = 6;
const seed = 1;
const common = { seed, tolerance: webgpuTolerance };

/** The worst of the gradients that autodiff builds, against central differences in float64; null: there is none. */
function measureGradient(op: OpName): number | null {
  if (opDefinition(op).gradient === 'none') return null;
  const arbitrary: fc.Arbitrary<OpCase> = caseArbitraries[op];
  const differentiable = arbitrary.filter((sample) => caseGraph(op, sample).differentiable.length > 0);
  return fc.sample(differentiable, { numRuns: casesOnCpu, seed }).reduce((worst, sample) => {
    const built = caseGraph(op, sample);
    const feeds = Object.entries(built.feeds).map(([name, tensor]) => [name, numbersFrom(tensor)] as const);
    const found = evaluateGraph(built.graph, Object.fromEntries(feeds));
    return built.differentiable.reduce((far, input) => {
      const gradient = found[gradientName(input)];
      return gradient === undefined ? Infinity : Math.max(far, distance(gradient, finiteDifferences(built, input)));
    }, worst);
  }, 0);
}

/** Throws where an op fails: a table of what is wrong is no table of conformance. */
function worstOf({ op, worst, failure }: OpMeasure, where: string): number {
  if (failure !== null) throw new Error(`${op} on ${where}: ${failure}`);
  return worst;
}

async function measureOnGpu(ops: readonly OpName[]): Promise<ReadonlyMap<string, OpMeasure>> {
  const gpu = findSoftwareGpu();
  if ('reason' in gpu) {
    console.error(`WebGPU is not measured: ${gpu.reason}`);
    return new Map();
  }
  const settings = { ...common, cases: casesOnGpu, gradients: false, place: true };
  const { said, died } = await runOnSoftwareGpu('ops', JSON.stringify(settings), ...ops);
  if (died !== null) throw new Error(`webgpu died at ${JSON.stringify(said.at(-1))}: ${died}`);
  return new Map((said as (OpMeasure | object)[]).flatMap((one) => ('op' in one ? [[one.op, one] as const] : [])));
}

async function measure(ops: readonly OpName[], before: Measures): Promise<Measures> {
  const onGpu = await measureOnGpu(ops);
  const engines = { onnxruntime: onnxruntimeEngine(), tensorflow: tensorflowEngine(pureTensorflow) };
  const options: MeasureOptions = { ...common, device: 'cpu', cases: casesOnCpu, gradients: true, place: false };
  const rows: Record<string, OpRow> = {};
  for (const op of ops) {
    const gpu = onGpu.get(op);
    rows[op] = {
      gradient: measureGradient(op),
      onnxruntime: worstOf(await measureOp(engines.onnxruntime, op, options), 'onnxruntime'),
      tensorflow: worstOf(await measureOp(engines.tensorflow, op, options), 'tensorflow'),
      webgpu: gpu === undefined ? null : { worst: worstOf(gpu, 'webgpu'), onCpu: [...gpu.onCpu].toSorted() },
    };
    console.log(op, JSON.stringify(rows[op]));
  }
  // Ops that are no more go, and the order is the registry's.
  return Object.fromEntries(
    opNames.flatMap((op) => {
      const row = rows[op] ?? before[op];
      return row === undefined ? [] : [[op, row]];
    }),
  );
}

const given = process.argv.slice(2);
const before = readMeasures();
const chosen = opNames.filter((op) =>
  given.includes('--all') ? true : given.length > 0 ? given.includes(op) : before[op] === undefined,
);
await writeMeasures(await measure(chosen, before));
console.log(`${chosen.length} ops measured; see ${join('docs', 'conformance.md')}`);
