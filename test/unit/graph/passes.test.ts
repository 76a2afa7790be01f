/** Passes change no result by a bit, and take out what they are there to take out. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateGraph } from '../../../main/engines/reference/evaluate.ts';
import { numbersFrom, type Numbers } from '../../../main/engines/reference/numbers.ts';
import { gradients } from '../../../main/graph/autodiff.ts';
import { GraphBuilder } from '../../../main/graph/builder.ts';
import { optimize, passes } from '../../../main/graph/optimize.ts';
import { foldConstants } from '../../../main/graph/passes/1-fold-constants.ts';
import { simplify } from '../../../main/graph/passes/2-simplify.ts';
import { shareCommonSubexpressions } from '../../../main/graph/passes/3-common-subexpressions.ts';
import { removeDeadCode } from '../../../main/graph/passes/4-dead-code.ts';
import { float32 } from '../../../main/graph/tensor.ts';
import type { Graph, Value } from '../../../main/graph/ir.ts';

const SHAPE = ['batch', 3] as const;

/** One step of a random program over a pool of values that are all of SHAPE, or scalars. */
type Step = readonly [operation: number, first: number, second: number];

const steps = fc.array(fc.tuple(fc.nat(17), fc.nat(99), fc.nat(99)), { minLength: 1, maxLength: 25 });

/** A program that has every habit of generated graphs: needless ones, doubles, dead ends, constants of constants. */
function randomGraph(program: readonly Step[]): Graph {
  const builder = new GraphBuilder();
  const pool: Value[] = [
    builder.input('x', { dtype: 'float32', shape: SHAPE }),
    builder.input('y', { dtype: 'float32', shape: SHAPE }),
  ];
  const scalars: Value[] = [builder.scalar(1), builder.scalar(-0), builder.scalar(0.3)];
  const pick = (values: readonly Value[], index: number): Value => values[index % values.length] ?? builder.scalar(2);
  for (const [operation, first, second] of program) {
    const [a, b] = [pick(pool, first), pick(pool, second)];
    const [s, t] = [pick(scalars, first), pick(scalars, second)];
    const options = [
      () => builder.add(a, b),
      () => builder.subtract(a, b),
      () => builder.multiply(a, b),
      () => builder.divide(a, s),
      () => builder.multiply(a, s),
      () => builder.multiply(s, a),
      () => builder.negate(a),
      () => builder.tanh(a),
      () => builder.reshape(builder.reshape(a, ['batch', 3, 1]), SHAPE),
      () => builder.transpose(a, [0, 1]),
      () => builder.cast(a, 'float32'),
      () => builder.broadcastTo(a, SHAPE),
      () => builder.broadcastTo(builder.reduceSum(a), SHAPE),
      () => builder.broadcastTo(builder.reduceSum(a, [0]), SHAPE),
      () => builder.where(builder.greater(builder.broadcastTo(s, SHAPE), a), a, builder.broadcastTo(t, SHAPE)),
    ];
    const constants = [() => builder.add(s, t), () => builder.multiply(s, t), () => builder.negate(s)];
    const constant = constants[operation - options.length];
    if (constant === undefined) pool.push((options[operation] ?? (() => a))());
    else scalars.push(constant());
  }
  const last = pool.at(-1) ?? builder.scalar(0);
  const loss = builder.reduceSum(last);
  builder.output('last', last);
  gradients(builder, loss, pool.slice(0, 2)).forEach((gradient, index) => {
    builder.output(`gradient${index}`, gradient);
  });
  return builder.build();
}

const feeds = {
  x: numbersFrom(float32([2, 3], [0.5, -1.25, 2, 0, -0.75, 3])),
  y: numbersFrom(float32([2, 3], [1.5, 0.1, -0.2, 4, -3, 0.9])),
};

function expectSame(graph: Graph, rewritten: Graph): void {
  const expected = evaluateGraph(graph, feeds);
  const actual = evaluateGraph(rewritten, feeds);
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [name, numbers] of Object.entries(expected)) {
    const found: Numbers | undefined = actual[name];
    expect(found?.shape).toEqual(numbers.shape);
    numbers.values.forEach((value, index) => {
      const other = found?.values[index] ?? null;
      // A zero may change its sign.
      if (!(other === value || (Number.isNaN(value) && Number.isNaN(other)))) expect(other, name).toBe(value);
    });
  }
}

describe.each([...passes.map((pass) => [pass.name, pass] as const), ['optimize', optimize] as const])(
  '%s',
  (_, pass) => {
    it('changes no result of a random program', () => {
      fc.assert(
        fc.property(steps, (program) => {
          const graph = randomGraph(program);
          const rewritten = pass(graph);
          expect(rewritten.nodes.length).toBeLessThanOrEqual(graph.nodes.length);
          expectSame(graph, rewritten);
        }),
        { numRuns: 300 },
      );
    });
  },
);

function opsAfter(pass: (graph: Graph) => Graph, build: (builder: GraphBuilder, x: Value) => Value): string[] {
  const builder = new GraphBuilder();
  builder.output('y', build(builder, builder.input('x', { dtype: 'float32', shape: ['batch', 3] })));
  return removeDeadCode(pass(builder.build())).nodes.map(({ op }) => op);
}

describe('takes out', () => {
  it.each<[string, (graph: Graph) => Graph, (builder: GraphBuilder, x: Value) => Value, string[]]>([
    [
      'arithmetic on constants',
      foldConstants,
      (b, x) => b.multiply(x, b.sqrt(b.add(b.scalar(1), b.scalar(3)))),
      ['constant', 'multiply'],
    ],
    ['a product with one', simplify, (b, x) => b.relu(b.multiply(b.scalar(1), x)), ['relu']],
    ['reshapes that cancel', simplify, (b, x) => b.relu(b.reshape(b.reshape(x, [3, 'batch']), ['batch', 3])), ['relu']],
    [
      'a broadcast that multiply does itself',
      simplify,
      (b, x) => b.multiply(x, b.broadcastTo(b.scalar(2), ['batch', 3])),
      ['constant', 'multiply'],
    ],
    [
      'leading axes of 1 that multiply puts back',
      simplify,
      (b, x) => b.multiply(x, b.reshape(b.reduceSum(x, [0]), [1, 3])),
      ['reduceSum', 'multiply'],
    ],
    ['a sum with the negative', simplify, (b, x) => b.add(x, b.negate(x)), ['subtract']],
    [
      'the same twice',
      shareCommonSubexpressions,
      (b, x) => b.add(b.exp(b.multiply(x, b.scalar(2))), b.exp(b.multiply(x, b.scalar(2)))),
      ['constant', 'multiply', 'exp', 'add'],
    ],
    ['what nothing needs', removeDeadCode, (b, x) => (b.exp(x), b.relu(x)), ['relu']],
  ])('%s', (_, pass, build, ops) => {
    expect(opsAfter(pass, build)).toEqual(ops);
  });

  it('keeps a broadcast that shapes the result', () => {
    const build = (b: GraphBuilder, x: Value): Value =>
      b.multiply(b.reduceSum(x), b.broadcastTo(b.scalar(2), ['batch', 3]));
    expect(opsAfter(simplify, build)).toContain('broadcastTo');
  });

  it('keeps 0 and -0 apart', () => {
    const build = (b: GraphBuilder, x: Value): Value => b.add(b.divide(x, b.scalar(0)), b.divide(x, b.scalar(-0)));
    expect(opsAfter(shareCommonSubexpressions, build)).toEqual(['constant', 'divide', 'constant', 'divide', 'add']);
  });
});
