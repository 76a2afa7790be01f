/** Runs an op with its gradients on an engine's device, and says how far it is from the reference and what ran where. */
import fc from 'fast-check';
import { evaluateGraph } from '../../../main/engines/reference/evaluate.ts';
import { numbersFrom } from '../../../main/engines/reference/numbers.ts';
import type { OpName } from '../../../main/graph/ops/registry.ts';
import type { DeviceId, Engine } from '../../../main/graph/engine.ts';
import type { Plan } from '../../../main/graph/plan.ts';
import { formatType, type TensorMap } from '../../../main/graph/tensor.ts';
import { caseArbitraries } from './arbitraries.ts';
import { caseGraph, lossName, type CaseGraph, type OpCase } from './cases.ts';
import { distance } from './distance.ts';
import { wideCases } from './wide-cases.ts';

export interface OpMeasure {
  readonly op: OpName;
  /** Cases that ran; all where nothing failed. */
  readonly cases: number;
  /** The largest distance from the reference (`distance.ts`). */
  readonly worst: number;
  /** What the first case that failed said, and where it can be had again. */
  readonly failure: string | null;
  /** Operators of this op, gradients of others left out, that the library left to the CPU. */
  readonly onCpu: readonly string[];
}

export interface MeasureOptions {
  readonly device: DeviceId;
  /** Random cases; those at the sizes of real networks come on top. */
  readonly cases: number;
  readonly seed: number;
  /** Whether random cases have their gradients computed too. */
  readonly gradients: boolean;
  /** The first output that is further from the reference ends the measure. */
  readonly tolerance: number;
  /** Whether to find out what fell back to the CPU, which doubles the time. */
  readonly place: boolean;
}

export async function measureOp(engine: Engine, op: OpName, options: MeasureOptions): Promise<OpMeasure> {
  const { cases, seed } = options;
  const arbitrary: fc.Arbitrary<OpCase> = caseArbitraries[op];
  const random = fc.sample(arbitrary, { numRuns: cases, seed });
  const wide = wideCases.flatMap(([name, sample]) => (name === op ? [sample] : []));
  const onCpu = new Set<string>();
  let worst = 0;
  for (const [index, sample] of [...random, ...wide].entries()) {
    const failed = (what: string): OpMeasure => {
      const where = index < cases ? `case ${index} of seed ${seed}` : `wide case ${index - cases}`;
      return { op, cases: index, worst, failure: `${where}, ${describe(sample)}: ${what}`, onCpu: [...onCpu] };
    };
    try {
      // What a gradient is made of are ops too, each measured by itself; at real sizes it is measured as a whole.
      const built = caseGraph(op, sample, options.gradients || index >= cases);
      const { results, fallen } = await runCase(engine, op, built, options);
      for (const operator of fallen) onCpu.add(operator);
      for (const [name, expected] of Object.entries(expectedOf(built))) {
        // A sum of this op's output, which makes gradients of it: other ops.
        if (name === lossName) continue;
        const actual = results[name];
        const apart = actual === undefined ? Infinity : distance(numbersFrom(actual), expected);
        worst = Math.max(worst, apart);
        if (!(apart <= options.tolerance)) return failed(`${name} is ${apart} away from the reference`);
      }
    } catch (error) {
      return failed(error instanceof Error ? error.message : String(error));
    }
  }
  return { op, cases: random.length + wide.length, worst, failure: null, onCpu: [...onCpu] };
}

function describe({ inputs, attributes }: OpCase): string {
  return `${inputs.map(formatType).join(' ')} ${JSON.stringify(attributes)}`;
}

function expectedOf({ graph, feeds }: CaseGraph): ReturnType<typeof evaluateGraph> {
  return evaluateGraph(
    graph,
    Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, numbersFrom(tensor)])),
  );
}

async function runCase(
  engine: Engine,
  op: OpName,
  { graph, feeds }: CaseGraph,
  { device, place }: MeasureOptions,
): Promise<{ results: TensorMap; fallen: string[] }> {
  const plan: Plan = { state: {}, programs: { predict: { graph, state: [], resident: [] } } };
  const session = await engine.open(plan, { device, threads: 1 });
  const stepped = Object.fromEntries(
    Object.entries(feeds).map(([name, tensor]) => [name, { ...tensor, shape: [1, ...tensor.shape] }]),
  );
  try {
    const results = await session.run('predict', 1, stepped);
    const placement = place ? await session.place('predict', stepped) : null;
    return {
      results: Object.fromEntries(
        Object.entries(results).map(([name, tensor]) => [name, { ...tensor, shape: tensor.shape.slice(1) }]),
      ),
      fallen: (placement?.onCpu ?? [])
        .filter((placed) => placed.op === op)
        .map(({ operator, dtype }) => `${operator} ${dtype}`),
    };
  } finally {
    await session.close();
  }
}
