/** What one section means for another: checks that no section can make alone. */
import { targetNameOf, targetsOf, type DataSpec } from '../../datasets/spec.ts';
import { formatPath, type Problem } from '../../models/problems.ts';
import { normalizeModel, type ModelSpec } from '../../models/spec.ts';
import { targetKindOf } from '../../training/loss-setting.ts';
import { losses as lossDefinitions } from '../../training/losses/registry.ts';
import { metrics, metricTypes, type MetricType } from '../../training/metrics/registry.ts';
import { objectivesOf, type ObjectiveSpec } from '../../training/objectives.ts';
import type { TrainingSpec } from '../../training/spec.ts';

export interface Sections {
  readonly data: DataSpec;
  readonly model: ModelSpec;
  readonly training: TrainingSpec;
}

export function crossCheck(sections: Sections): Problem[] {
  const windows = windowProblems(sections.data);
  if (windows.length > 0) return windows;
  const objectives = objectivesOf(sections.training);
  const [first] = objectives;
  const differing = outputProblem(sections.data, objectives) ?? modelProblem(sections, objectives);
  if (differing !== null) return [differing];
  return [
    ...objectives.flatMap((objective) => columnProblems(sections, objective)),
    ...objectives.flatMap((objective) => metricProblems(sections, objective)),
    // With several outputs, what a node leads to is known on the data alone.
    ...(first?.output === null ? unitProblems(sections, first) : []),
  ];
}

/** Targets and losses are given for the same outputs, or both for the only one. */
function outputProblem(data: DataSpec, objectives: readonly ObjectiveSpec[]): Problem | null {
  const named = (parts: readonly { readonly output: string | null }[]): string | null => {
    const outputs = parts.flatMap(({ output }) => output ?? []);
    return outputs.length === 0 ? null : outputs.toSorted().join(', ');
  };
  const [targets, losses] = [named(targetsOf(data)), named(objectives)];
  if (targets === losses) return null;
  const path = data.kind === 'table' ? 'data.target' : 'training.loss';
  return { code: 'runner.targetsDiffer', params: { targets, losses }, path };
}

/** What is judged are all outputs of the model. */
function modelProblem({ data, model }: Sections, objectives: readonly ObjectiveSpec[]): Problem | null {
  const outputs = normalizeModel(model).outputs.map(({ id }) => id);
  const judged = objectives.map(({ output }) => output ?? outputs[0] ?? '');
  if (judged.toSorted().join() === outputs.toSorted().join()) return null;
  const targets = targetsOf(data).map(({ output, columns }) => output ?? columns.join(', '));
  const params = { outputs: outputs.join(', '), losses: judged.join(', '), targets: targets.join(', ') };
  return { code: 'training.outputsDiffer', params, path: 'model.outputs' };
}

/** Windows overlap: only a split in time keeps what is judged out of what was learnt. */
function windowProblems(data: DataSpec): Problem[] {
  if (data.kind !== 'table' || data.window === undefined) return [];
  const { window, split } = data;
  const problems: Problem[] = [];
  if (split.method !== 'time') {
    problems.push({ code: 'runner.windowSplit', params: { method: split.method }, path: 'data.split.method' });
  } else if (split.by !== undefined) {
    problems.push({ code: 'runner.windowSplitBy', params: { column: split.by }, path: 'data.split.by' });
  }
  if (window.group !== undefined && window.time === undefined) {
    problems.push({ code: 'runner.windowGroup', params: { column: window.group }, path: 'data.window.group' });
  }
  return problems;
}

/** Classes are in one column. */
function columnProblems({ data }: Sections, { output, loss }: ObjectiveSpec): Problem[] {
  const { columns = [] } = targetsOf(data).find((target) => target.output === output) ?? {};
  if (columns.length === 1 || targetKindOf(loss.type) !== 'categorical') return [];
  const params = { loss: loss.type, columns: columns.join(', ') };
  const path = formatPath(['data', 'target', ...(output === null ? [] : [output])]);
  return [{ code: 'runner.oneColumnOfClasses', params, path }];
}

function metricProblems({ data }: Sections, objective: ObjectiveSpec): Problem[] {
  const { type: loss } = objective.loss;
  const kind = targetKindOf(loss);
  const { margins = false } = lossDefinitions[loss];
  const fits = (type: MetricType): boolean =>
    metrics[type].targets.includes(kind) && !(margins && metrics[type].ofProbabilities === true);
  const choices = metricTypes.filter(fits).join(', ');
  return objective.metrics.flatMap(({ type: metric }, index): Problem[] => {
    if (fits(metric)) return [];
    const code = metrics[metric].targets.includes(kind)
      ? 'runner.metricNeedsProbabilities'
      : `runner.${kind === 'regression' ? 'metricNeedsClasses' : 'metricNeedsNumber'}`;
    const params = { metric, target: targetNameOf(data, objective.output), loss, choices };
    const place = objective.output === null ? [] : [objective.output];
    return [{ code, params, path: formatPath(['training', 'metrics', ...place, index]) }];
  });
}

function unitProblems({ data, model }: Sections, objective: ObjectiveSpec): Problem[] {
  if (targetKindOf(objective.loss.type) === 'categorical') return [];
  return normalizeModel(model).nodes.flatMap((node) =>
    Object.entries(node.options).flatMap(([option, value]): Problem[] => {
      if (value !== 'classes') return [];
      return [
        {
          code: 'runner.unitsNeedClasses',
          params: { option, target: targetNameOf(data, objective.output), loss: objective.loss.type },
          path: formatPath(['model', ...node.path, option]),
          node: node.id,
        },
      ];
    }),
  );
}
