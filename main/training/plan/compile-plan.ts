/** Compiles a model, its loss and its optimizer into the programs that engines run. The phases are the files beside it. */
import { fingerprint } from '../../graph/fingerprint.ts';
import { GraphBuilder } from '../../graph/builder.ts';
import { optimize } from '../../graph/optimize.ts';
import type { Plan, Program } from '../../graph/plan.ts';
import type { TensorMap } from '../../graph/tensor.ts';
import { modelParameters, type ModelParameter } from '../../models/build.ts';
import { initialTensor } from '../../models/initializers/registry.ts';
import { resultNames, type NoiseFeed, type TrainingProgram } from '../loop/training-program.ts';
import { optimizers } from '../optimizers/registry.ts';
import { initialOptimizerState, layOut, packState, stateTypes, unpackState, type StateLayout } from './1-layout.ts';
import { buildBatchForward } from './2-forward.ts';
import { buildObjectives, predictionName, readout, sumMetrics } from './3-objective.ts';
import { buildUpdate, groupGradients } from './4-update.ts';
import { residentNames, type PlanRequest } from './request.ts';

export interface CompiledPlan extends TrainingProgram {
  readonly parameters: readonly ModelParameter[];
  /** Weights drawn for a seed and an optimizer that remembers nothing, by canonical name. */
  initialState(seed: number): TensorMap;
}

/** The model and the data have been checked: what cannot be built now is a bug. */
export function compilePlan(request: PlanRequest): CompiledPlan {
  const parameters = modelParameters(request.model);
  const optimizer = optimizers[request.optimizer.type];
  const layout = layOut(parameters, optimizer.slots(request.optimizer.options), optimizer.scalars);
  const step = stepProgram(request, layout);
  const plan: Plan = {
    state: stateTypes(layout),
    programs: {
      step: step.program,
      gradients: gradientsProgram(request, layout),
      apply: applyProgram(request, layout),
      evaluate: evaluateProgram(request, layout),
      predict: predictProgram(request, layout),
    },
  };
  return {
    plan,
    graphHash: fingerprint(plan),
    metrics: sumMetrics(request),
    noise: step.noise,
    predictions: request.objectives.map(predictionName),
    parameters,
    pack: (canonical) => packState(layout, canonical),
    unpack: (state) => unpackState(layout, state),
    initialState: (seed) => ({
      ...Object.fromEntries(
        parameters.map(({ key, shape, initializer, fans }) => [
          key,
          initialTensor(initializer, key, shape, fans, seed),
        ]),
      ),
      ...initialOptimizerState(layout),
    }),
  };
}

function stepProgram(request: PlanRequest, layout: StateLayout): { program: Program; noise: readonly NoiseFeed[] } {
  const forward = buildBatchForward(request, layout, true);
  const loss = buildObjectives(forward, request);
  forward.builder.output(resultNames.loss, loss);
  const raw = groupGradients(forward, loss, layout);
  for (const [key, value] of Object.entries(forward.updates)) forward.builder.output(key, value);
  buildUpdate(forward.builder, forward.groups, raw, layout, request);
  return { program: finish(forward.builder, layout, request), noise: forward.noise };
}

/** The first half of a step: gives out `gradients/<group>`. For accumulation and data parallelism. */
function gradientsProgram(request: PlanRequest, layout: StateLayout): Program {
  const forward = buildBatchForward(request, layout, true);
  const loss = buildObjectives(forward, request);
  forward.builder.output(resultNames.loss, loss);
  for (const [name, gradient] of groupGradients(forward, loss, layout)) {
    forward.builder.output(gradientName(name), gradient);
  }
  for (const [key, value] of Object.entries(forward.updates)) forward.builder.output(key, value);
  return finish(forward.builder, layout, request);
}

/** The second half: is fed `gradients/<group>`. */
function applyProgram(request: PlanRequest, layout: StateLayout): Program {
  const builder = new GraphBuilder();
  const groups = new Map(layout.groups.map(({ name, type }) => [name, builder.input(name, type)]));
  const raw = new Map(layout.groups.map(({ name, type }) => [name, builder.input(gradientName(name), type)]));
  buildUpdate(builder, groups, raw, layout, request);
  return finish(builder, layout, request);
}

function evaluateProgram(request: PlanRequest, layout: StateLayout): Program {
  const forward = buildBatchForward(request, layout, false);
  buildObjectives(forward, request);
  return finish(forward.builder, layout, request);
}

function predictProgram(request: PlanRequest, layout: StateLayout): Program {
  const forward = buildBatchForward(request, layout, false);
  for (const objective of request.objectives) {
    forward.builder.output(predictionName(objective), readout(forward, objective));
  }
  return finish(forward.builder, layout, request);
}

function gradientName(group: string): string {
  return `gradients/${group}`;
}

/** What a program names as its state and its residents is what its graph still mentions. */
function finish(builder: GraphBuilder, layout: StateLayout, { data }: PlanRequest): Program {
  const graph = optimize(builder.build());
  const inputs = new Set(graph.inputs.map(({ name }) => name));
  const mentioned = new Set([...inputs, ...graph.outputs.map(({ name }) => name)]);
  return {
    graph,
    state: Object.keys(stateTypes(layout)).filter((name) => mentioned.has(name)),
    resident: residentNames(data).filter((name) => inputs.has(name)),
  };
}
