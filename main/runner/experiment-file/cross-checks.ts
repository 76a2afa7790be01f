/** What one section means for another: checks that no section can make alone. */
import { targetNameOf, type DataSpec } from '../../datasets/spec.ts';
import { formatPath, type Problem } from '../../models/problems.ts';
import { normalizeModel, type ModelSpec } from '../../models/spec.ts';
import { targetKindOf } from '../../training/loss-setting.ts';
import { losses } from '../../training/losses/registry.ts';
import { metrics, metricTypes, type MetricType } from '../../training/metrics/registry.ts';
import { objectivesOf, type ObjectiveSpec } from '../../training/objectives.ts';
import type { TrainingSpec } from '../../training/spec.ts';

export interface Sections {
  readonly data: DataSpec;
  readonly model: ModelSpec;
  readonly training: TrainingSpec;
}

export function crossCheck(sections: Sections): Problem[] {
  const objectives = objectivesOf(sections.training);
  const [first] = objectives;
  return [
    ...objectives.flatMap((objective) => metricProblems(sections, objective)),
    // With several outputs, what a node leads to is known on the data alone.
    ...(first?.output === null ? unitProblems(sections, first) : []),
  ];
}

function metricProblems({ data }: Sections, objective: ObjectiveSpec): Problem[] {
  const { type: loss } = objective.loss;
  const kind = targetKindOf(loss);
  const { margins = false } = losses[loss];
  const fits = (type: MetricType): boolean =>
    metrics[type].targets.includes(kind) && !(margins && metrics[type].ofProbabilities === true);
  const choices = metricTypes.filter(fits).join(', ');
  return objective.metrics.flatMap(({ type: metric }, index): Problem[] => {
    if (fits(metric)) return [];
    const code = metrics[metric].targets.includes(kind)
      ? 'runner.metricNeedsProbabilities'
      : `runner.${kind === 'regression' ? 'metricNeedsClasses' : 'metricNeedsNumber'}`;
    const params = { metric, target: objective.output ?? targetNameOf(data), loss, choices };
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
          params: { option, target: targetNameOf(data), loss: objective.loss.type },
          path: formatPath(['model', ...node.path, option]),
          node: node.id,
        },
      ];
    }),
  );
}
