/** Every op on every engine: forward against the reference, gradients against finite differences. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateGraph } from '../../main/engines/reference/evaluate.ts';
import { numbersFrom } from '../../main/engines/reference/numbers.ts';
import { opDefinition, opNames } from '../../main/graph/ops/registry.ts';
import { verify } from '../../main/graph/verify.ts';
import { caseArbitraries } from './support/arbitraries.ts';
import { caseGraph, finiteDifferences, gradientName, lossName, type CaseGraph, type OpCase } from './support/cases.ts';
import { expectClose } from './support/compare.ts';
import { enginesUnderTest, runGraph } from './support/engines.ts';
import { gradientTolerance, opTolerance, wideTolerance } from './support/tolerances.ts';
import { wideCases } from './support/wide-cases.ts';
import type { TensorMap } from '../../main/graph/tensor.ts';

const RUNS = 25;

function reference({ graph, feeds }: CaseGraph): ReturnType<typeof evaluateGraph> {
  return evaluateGraph(
    graph,
    Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, numbersFrom(tensor)])),
  );
}

function comparable(outputs: TensorMap, name: string): ReturnType<typeof numbersFrom> {
  const tensor = outputs[name];
  if (tensor === undefined) return expect.fail(`no output ${name}`);
  return numbersFrom(tensor);
}

/** Engines' kernels and our lowerings have forms of their own for these. */
describe.each(Object.entries(enginesUnderTest))('at the sizes of real networks, %s', (_, engine) => {
  it.each(wideCases)('agrees with the reference on %s', async (op, opCase) => {
    const built = caseGraph(op, opCase);
    const actual = await runGraph(engine, built.graph, built.feeds);
    for (const [name, numbers] of Object.entries(reference(built))) {
      // The loss sums up what cancels out.
      if (name !== lossName) expectClose(comparable(actual, name), numbers, wideTolerance, `${op} ${name}`);
    }
  });
});

describe.each(opNames)('%s', (op) => {
  const cases = caseArbitraries[op] as fc.Arbitrary<OpCase>;

  it.each(Object.entries(enginesUnderTest))('agrees with the reference on %s', async (_, engine) => {
    await fc.assert(
      fc.asyncProperty(cases, async (opCase) => {
        const built = caseGraph(op, opCase);
        verify(built.graph);
        const expected = reference(built);
        const actual = await runGraph(engine, built.graph, built.feeds);
        for (const [name, numbers] of Object.entries(expected)) {
          expectClose(comparable(actual, name), numbers, opTolerance, name);
        }
      }),
      { numRuns: RUNS },
    );
  });

  if (opDefinition(op).gradient === 'none') return;

  it('has the gradient that finite differences have', () => {
    let differentiated = 0;
    // Ops that take any dtype have a gradient from float32 to float32 alone.
    const differentiable = cases.filter((opCase) => caseGraph(op, opCase).differentiable.length > 0);
    fc.assert(
      fc.property(differentiable, (opCase) => {
        const built = caseGraph(op, opCase);
        const outputs = reference(built);
        for (const input of built.differentiable) {
          const found = outputs[gradientName(input)];
          if (found === undefined) return expect.fail(`no gradient of ${input}`);
          expectClose(found, finiteDifferences(built, input), gradientTolerance, gradientName(input));
          differentiated += found.values.length;
        }
      }),
      { numRuns: RUNS },
    );
    expect(differentiated).toBeGreaterThan(0);
  });
});
