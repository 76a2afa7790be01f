/** Every op on every engine against PyTorch: values and gradients (the scripts in test/golden/ops). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gradients } from '../../main/graph/autodiff.ts';
import { GraphBuilder } from '../../main/graph/builder.ts';
import { opNames, type OpAttributes, type OpName } from '../../main/graph/ops/registry.ts';
import { allocate, type DType, type Tensor } from '../../main/graph/tensor.ts';
import { numbersFrom } from '../../main/engines/reference/numbers.ts';
import { expectClose } from './support/compare.ts';
import { enginesUnderTest, runGraph } from './support/engines.ts';
import type { Graph, Value } from '../../main/graph/ir.ts';

/** PyTorch computes in float32 as well: both sides round. */
const TOLERANCE = 2e-6;

interface StoredTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Golden {
  readonly op: OpName;
  readonly attributes: OpAttributes<OpName>;
  readonly inputs: readonly StoredTensor[];
  readonly output: StoredTensor;
  /** With which the output is summed before gradients are taken; only where there are any. */
  readonly weights?: StoredTensor;
  readonly gradients?: readonly (StoredTensor | null)[];
}

const goldens = ['goldens', 'normalization', 'spatial'].flatMap((name) => {
  const file = new URL(`../golden/ops/${name}.json`, import.meta.url);
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Golden[] };
  return cases.map((golden, index) => ({ ...golden, title: `${golden.op} (${name}.json, case ${index})` }));
});

function tensorOf({ dtype, shape, data }: StoredTensor): Tensor {
  const values = allocate(dtype, data.length);
  values.set(data);
  return { dtype, shape, data: values };
}

function graphOf(golden: Golden): { graph: Graph; feeds: Record<string, Tensor>; expected: [string, Tensor][] } {
  const builder = new GraphBuilder();
  const feeds: Record<string, Tensor> = {};
  const values = golden.inputs.map((stored, index): Value => {
    const tensor = tensorOf(stored);
    feeds[`input${index}`] = tensor;
    return builder.input(`input${index}`, tensor);
  });
  const [output] = builder.apply(golden.op, values, golden.attributes);
  if (output === undefined) throw new Error('no output');
  builder.output('output', output);
  const expected: [string, Tensor][] = [['output', tensorOf(golden.output)]];
  if (golden.weights !== undefined) {
    const loss = builder.reduceSum(builder.multiply(output, builder.constant(tensorOf(golden.weights))));
    gradients(builder, loss, values).forEach((gradient, index) => {
      const stored = golden.gradients?.[index];
      if (stored === null || stored === undefined) return;
      builder.output(`gradient${index}`, gradient);
      expected.push([`gradient${index}`, tensorOf(stored)]);
    });
  }
  return { graph: builder.build(), feeds, expected };
}

describe.each(Object.entries(enginesUnderTest))('%s', (_, engine) => {
  it.each(goldens.map((golden) => [golden.title, golden] as const))(
    'computes %s as PyTorch does',
    async (_name, golden) => {
      const { graph, feeds, expected } = graphOf(golden);
      const outputs = await runGraph(engine, graph, feeds);
      for (const [name, tensor] of expected) {
        const found = outputs[name];
        if (found === undefined) return expect.fail(`no output ${name}`);
        expectClose(numbersFrom(found), numbersFrom(tensor), TOLERANCE, name);
      }
    },
  );
});

it('has a golden of every op that computes something from inputs', () => {
  const covered = new Set(goldens.map(({ op }) => op));
  expect(opNames.filter((name) => !covered.has(name))).toEqual(['constant']);
});
