/** What one section means for another: checks that no section can make alone. */
import { targetNameOf, type DataSpec } from '../../datasets/spec.ts';
import { formatPath, type Problem } from '../../models/problems.ts';
import { normalizeModel, type ModelSpec } from '../../models/spec.ts';
import type { TargetKind } from '../../training/losses/definition.ts';
import { isOfClasses } from '../../training/loss-setting.ts';
import { metrics, metricTypes, type MetricType } from '../../training/metrics/registry.ts';
import { objectivesOf, type ObjectiveSpec } from '../../training/objectives.ts';
import type { TrainingSpec } from '../../training/spec.ts';

export interface Sections {
  readonly data: DataSpec;
  readonly model: ModelSpec;
  readonly training: TrainingSpec;
}

/** `crossEntropy`, like any loss for categories, makes any target categorical; all others want a number. */
export function targetKindOf({ loss }: Pick<ObjectiveSpec, 'loss'>): TargetKind {
  return isOfClasses(loss.type) ? 'categorical' : 'regression';
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
  const kind = targetKindOf(objective);
  const choices = metricTypes.filter((type) => metrics[type].targets.includes(kind)).join(', ');
  return objective.metrics.flatMap((metric: MetricType, index): Problem[] => {
    if (metrics[metric].targets.includes(kind)) return [];
    const code = kind === 'regression' ? 'runner.metricNeedsClasses' : 'runner.metricNeedsNumber';
    const params = { metric, target: objective.output ?? targetNameOf(data), loss: objective.loss.type, choices };
    const place = objective.output === null ? [] : [objective.output];
    return [{ code, params, path: formatPath(['training', 'metrics', ...place, index]) }];
  });
}

function unitProblems({ data, model }: Sections, objective: ObjectiveSpec): Problem[] {
  if (targetKindOf(objective) === 'categorical') return [];
  return normalizeModel(model).nodes.flatMap((node): Problem[] => {
    if (node.options['units'] !== 'classes') return [];
    return [
      {
        code: 'runner.unitsNeedClasses',
        params: { target: targetNameOf(data), loss: objective.loss.type },
        path: formatPath(['model', ...node.path, 'units']),
        node: node.id,
      },
    ];
  });
}
