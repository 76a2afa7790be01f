/** Compiles a model, its loss and its optimizer into the programs that engines run. The phases are the files beside it. */
import { fingerprint } from '../../graph/fingerprint.ts';
import { GraphBuilder } from '../../graph/builder.ts';
import { optimize } from '../../graph/optimize.ts';
import type { Plan, Program } from '../../graph/plan.ts';
import type { TensorMap, TensorType } from '../../graph/tensor.ts';
import { modelParameters, type ModelParameter } from '../../models/build.ts';
import { initialTensor } from '../../models/initializers/registry.ts';
import { resultNames, type NoiseFeed, type TrainingProgram } from '../loop/training-program.ts';
import { optimizers } from '../optimizers/registry.ts';
import { averagings } from '../averaging/registry.ts';
import {
  canonicalTypes,
  initialMemory,
  layOut,
  packState,
  stateTypes,
  unpackState,
  type StateLayout,
} from './1-layout.ts';
import { buildBatchForward, readState, type Forward } from './2-forward.ts';
import { buildObjectives, lossSumCount, predictionName, readout, sumMetrics, type BatchLoss } from './3-objective.ts';
import { buildAverage, buildUpdate, groupGradients } from './4-update.ts';
import { gatherGradients, takeGradients } from './5-accumulation.ts';
import { trainedLayers } from './6-layer-norms.ts';
import { residentNames, type PlanRequest } from './request.ts';

export interface CompiledPlan extends TrainingProgram {
  readonly parameters: readonly ModelParameter[];
  /** Every tensor of a checkpoint, by canonical name. */
  readonly canonical: Readonly<Record<string, TensorType>>;
  /** Weights drawn for a seed and an optimizer that remembers nothing, by canonical name. */
  initialState(seed: number): TensorMap;
}

/** The model and the data have been checked: what cannot be built now is a bug. */
export function compilePlan(request: PlanRequest): CompiledPlan {
  const parameters = modelParameters(request.model);
  const layout = layoutOf(request, parameters);
  const { programs, noise } = request.accumulates
    ? accumulatingPrograms(request, layout)
    : stepPrograms(request, layout);
  const { averaging } = request;
  const plan: Plan = {
    state: stateTypes(layout),
    programs: {
      ...programs,
      ...(averaging !== null && averagings[averaging.type].after === 'epoch'
        ? { average: averageProgram(request, layout) }
        : {}),
      evaluate: evaluateProgram(request, layout),
      predict: predictProgram(request, layout),
    },
  };
  return {
    plan,
    graphHash: fingerprint(plan),
    metrics: sumMetrics(request),
    noise,
    normedLayers: request.layerNorms ? trainedLayers(layout) : [],
    predictions: request.objectives.map(predictionName),
    parameters,
    canonical: canonicalTypes(layout),
    pack: (canonical) => packState(layout, canonical),
    unpack: (state) => unpackState(layout, state),
    initialState: (seed) => {
      const drawn = Object.fromEntries(
        parameters.map(({ key, shape, initializer, fans }) => [
          key,
          initialTensor(initializer, key, shape, fans, seed),
        ]),
      );
      return { ...drawn, ...initialMemory(layout, drawn) };
    },
  };
}

function layoutOf(request: PlanRequest, parameters: readonly ModelParameter[]): StateLayout {
  const { type, options } = request.optimizer;
  const { slots, scalars } = optimizers[type];
  const extent = { slots: slots(options), scalars, accumulators: 0, averaged: false, running: [] };
  return layOut(parameters, {
    ...extent,
    accumulators: request.accumulates ? lossSumCount(request) : 0,
    averaged: request.averaging !== null,
    // Which parameters change without a gradient is what building the model says: layers do not declare it as well.
    running:
      request.averaging === null
        ? []
        : Object.keys(buildBatchForward(request, layOut(parameters, extent), true).updates),
  });
}

interface TrainingPrograms {
  readonly programs: Plan['programs'];
  readonly noise: readonly NoiseFeed[];
}

function stepPrograms(request: PlanRequest, layout: StateLayout): TrainingPrograms {
  const forward = buildTraining(request, layout);
  const { builder, groups, updates, noise } = forward;
  buildUpdate(builder, groups, updates, groupGradients(forward, forward.batch.loss, layout), layout, request);
  return {
    programs: {
      step: finish(builder, layout, request),
      gradients: gradientsProgram(request, layout),
      apply: applyProgram(request, layout),
    },
    noise,
  };
}

/** Every batch adds to the gradients that the state gathers; `apply` makes an update of them. */
function accumulatingPrograms(request: PlanRequest, layout: StateLayout): TrainingPrograms {
  const forward = buildTraining(request, layout);
  gatherGradients(forward, forward.batch, layout);
  const builder = new GraphBuilder();
  const state = { builder, ...readState(builder, layout) };
  buildUpdate(builder, state.groups, state.parameters, takeGradients(state, layout, request), layout, request);
  return {
    programs: { gradients: finish(forward.builder, layout, request), apply: finish(builder, layout, request) },
    noise: forward.noise,
  };
}

/** A batch's way through the model to its loss, with what it leaves behind. */
function buildTraining(request: PlanRequest, layout: StateLayout): Forward & { readonly batch: BatchLoss } {
  const forward = buildBatchForward(request, layout, true);
  const batch = buildObjectives(forward, request);
  forward.builder.output(resultNames.loss, batch.loss);
  for (const [key, value] of Object.entries(forward.updates)) forward.builder.output(key, value);
  return { ...forward, batch };
}

/** The first half of a step: gives out `gradients/<group>`. For data parallelism. */
function gradientsProgram(request: PlanRequest, layout: StateLayout): Program {
  const forward = buildTraining(request, layout);
  for (const [name, gradient] of groupGradients(forward, forward.batch.loss, layout)) {
    forward.builder.output(gradientName(name), gradient);
  }
  return finish(forward.builder, layout, request);
}

/** The second half: is fed `gradients/<group>`. */
function applyProgram(request: PlanRequest, layout: StateLayout): Program {
  const builder = new GraphBuilder();
  const { groups, parameters } = readState(builder, layout);
  const raw = new Map(layout.groups.map(({ name, type }) => [name, builder.input(gradientName(name), type)]));
  buildUpdate(builder, groups, parameters, raw, layout, request);
  return finish(builder, layout, request);
}

function averageProgram(request: PlanRequest, layout: StateLayout): Program {
  const builder = new GraphBuilder();
  const { groups, parameters } = readState(builder, layout);
  buildAverage(builder, groups, parameters, layout);
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
