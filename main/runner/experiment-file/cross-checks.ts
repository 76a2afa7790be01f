/** What one section means for another: checks that no section can make alone. */
import type { DataSpec } from '../../datasets/spec.ts';
import { formatPath, type Problem } from '../../models/problems.ts';
import { normalizeModel, type ModelSpec } from '../../models/spec.ts';
import type { TargetKind } from '../../training/losses/definition.ts';
import { losses } from '../../training/losses/registry.ts';
import { metrics, metricTypes, type MetricType } from '../../training/metrics/registry.ts';
import type { TrainingSpec } from '../../training/spec.ts';

export interface Sections {
  readonly data: DataSpec;
  readonly model: ModelSpec;
  readonly training: TrainingSpec;
}

/** `crossEntropy`, like any loss for categories, makes any target categorical; all others want a number. */
export function targetKindOf({ training }: Pick<Sections, 'training'>): TargetKind {
  return losses[training.loss].targets.includes('categorical') ? 'categorical' : 'regression';
}

export function crossCheck(sections: Sections): Problem[] {
  const kind = targetKindOf(sections);
  return [...metricProblems(sections, kind), ...unitProblems(sections, kind)];
}

function metricProblems({ data, training }: Sections, kind: TargetKind): Problem[] {
  const choices = metricTypes.filter((type) => metrics[type].targets.includes(kind)).join(', ');
  return training.metrics.flatMap((metric: MetricType, index): Problem[] => {
    if (metrics[metric].targets.includes(kind)) return [];
    const code = kind === 'regression' ? 'runner.metricNeedsClasses' : 'runner.metricNeedsNumber';
    const params = { metric, target: data.target, loss: training.loss, choices };
    return [{ code, params, path: `training.metrics[${index}]` }];
  });
}

function unitProblems({ data, model, training }: Sections, kind: TargetKind): Problem[] {
  if (kind === 'categorical') return [];
  return normalizeModel(model).nodes.flatMap((node): Problem[] => {
    if (node.options['units'] !== 'classes') return [];
    return [
      {
        code: 'runner.unitsNeedClasses',
        params: { target: data.target, loss: training.loss },
        path: formatPath(['model', ...node.path, 'units']),
        node: node.id,
      },
    ];
  });
}
