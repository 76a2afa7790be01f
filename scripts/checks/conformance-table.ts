/**
 * Checks that docs/conformance.md has every op and is what was measured (docs/conformance.json). Measures nothing
 * itself: `node scripts/conformance.ts` does, and the conformance tests hold every number to its tolerance.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { opNames } from '../../main/graph/ops/registry.ts';
import {
  gradientTolerance,
  opTolerance,
  webgpuTolerance,
  webgpuTrainingTolerance,
} from '../../test/conformance/support/tolerances.ts';

/** Largest distances from the reference, as fractions of the largest magnitude. */
export interface OpRow {
  /** Of the gradient from finite differences; null: there is none. */
  readonly gradient: number | null;
  readonly onnxruntime: number;
  readonly tensorflow: number;
  /** Null: measured where there was no WebGPU. */
  readonly webgpu: { readonly worst: number; readonly onCpu: readonly string[] } | null;
}

export type Measures = Readonly<Record<string, OpRow>>;

const docs = join(import.meta.dirname, '..', '..', 'docs');
const table = join(docs, 'conformance.md');
const store = join(docs, 'conformance.json');

export function readMeasures(): Measures {
  return JSON.parse(readFileSync(store, 'utf8')) as Measures;
}

export async function writeMeasures(measures: Measures): Promise<void> {
  const options = await resolveConfig(store);
  writeFileSync(store, await format(JSON.stringify(measures), { ...options, parser: 'json' }));
  writeFileSync(table, await render(measures));
}

function number(worst: number): string {
  return worst === 0 ? 'exact' : worst.toExponential(0);
}

function row(op: string, { gradient, onnxruntime, tensorflow, webgpu }: OpRow): string {
  const cells = [
    `\`${op}\``,
    gradient === null ? '–' : number(gradient),
    number(onnxruntime),
    webgpu === null ? 'not measured' : number(webgpu.worst),
    webgpu === null ? 'not measured' : webgpu.onCpu.length === 0 ? 'nothing' : webgpu.onCpu.join(', '),
    number(tensorflow),
  ];
  return `| ${cells.join(' | ')} |`;
}

export async function render(measures: Measures): Promise<string> {
  const rows = Object.entries(measures).map(([op, measured]) => row(op, measured));
  const fallen = Object.entries(measures).filter(([, { webgpu }]) => (webgpu?.onCpu.length ?? 0) > 0);
  const text = [
    '# Conformance',
    '',
    'Written by `node scripts/conformance.ts`. Each number is the largest distance from the reference interpreter over',
    'random and realistic cases, as a fraction of the largest magnitude; _exact_ is not one bit apart. The column',
    '_gradient_ is the distance of the gradient, as autodiff builds it, from central differences in float64.',
    '',
    `The tests hold every op to ${opTolerance} on the CPU, its gradient to ${gradientTolerance}, WebGPU to ${webgpuTolerance},`,
    `and losses and weights after twelve training steps on WebGPU to ${webgpuTrainingTolerance} of the CPU's. PyTorch's values are in`,
    '`test/golden/ops/`. WebGPU is measured on SwiftShader, in software; TensorFlow.js on its pure JavaScript.',
    `Of ${rows.length} ops, onnxruntime's WebGPU leaves operators of ${fallen.length} to the CPU; they stand with the dtype of their output.`,
    'The training steps that are tested have none of them.',
    '',
    '| op | gradient | onnxruntime cpu | onnxruntime webgpu | falls back from webgpu to the CPU | tensorflow |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
  return format(`${text}\n`, { ...(await resolveConfig(table)), parser: 'markdown' });
}

if (import.meta.main) {
  const measures = readMeasures();
  const missing = opNames.filter((op) => measures[op] === undefined);
  const gone = Object.keys(measures).filter((op) => !(opNames as readonly string[]).includes(op));
  const isCurrent = readFileSync(table, 'utf8') === (await render(measures));
  if (missing.length > 0 || gone.length > 0 || !isCurrent) {
    const what = [...missing.map((op) => `${op} is not measured`), ...gone.map((op) => `there is no op ${op}`)];
    console.error([...what, 'docs/conformance.md is out of date: node scripts/conformance.ts writes it'].join('\n'));
    process.exitCode = 1;
  } else console.log(`${Object.keys(measures).length} ops, all measured`);
}
