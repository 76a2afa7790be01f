/** One metric of several runs as lines: each in its colour of the comparison, the live one in ember. */
import type { RunSummary } from '../../main/api/contract/index.ts';
import type { RunsStore } from '../state/runs-store.svelte.ts';
import type { SelectionStore } from '../state/selection-store.svelte.ts';
import { colorName, type ChartLine } from './lines.ts';
import { runScale } from './run-scales.ts';
import type { AxisKind } from './x-scale.ts';

const byEpochs = { kind: 'epoch', steps: () => null } as const;

export function runLines(
  compared: readonly RunSummary[],
  metric: string,
  runs: RunsStore,
  selection: SelectionStore,
  labels: ReadonlyMap<string, string>,
  letter?: (place: number) => string,
  axis: { readonly kind: AxisKind; readonly steps: (run: RunSummary) => number | null } = byEpochs,
): ChartLine[] {
  return compared.flatMap((run, place): ChartLine[] => {
    const series = runs.series(run.id);
    const curve = series.curve(metric);
    if (curve === undefined) return [];
    const color = selection.color(run.id);
    const live = run.status === 'running';
    return [
      {
        key: run.id,
        run: run.id,
        label: labels.get(run.id) ?? run.name,
        endLabel: letter?.(place),
        color: live ? 'ember' : colorName(color),
        weight: 'thick',
        dashed: color.dashed,
        live,
        curve,
        seconds: series.seconds,
        x: runScale(axis.kind, axis.steps(run), series.seconds),
      },
    ];
  });
}
