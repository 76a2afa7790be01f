/**
 * What an experiment says of each output by its name: its target, loss, weight and metrics. A model of one output says it
 * plainly, of several by name; these follow when outputs come, go or are called otherwise. Pure.
 */
import { isObject, valueAt, withValue, type Experiment } from '../../../../main/drafts/draft.ts';

type Path = readonly string[];

const sections: readonly Path[] = [
  ['data', 'target'],
  ['training', 'loss'],
  ['training', 'lossWeights'],
  ['training', 'metrics'],
];

/** By output; null for what is said plainly. A loss with options is one loss, not one for each output. */
export function byOutput(experiment: Experiment, path: Path): Readonly<Record<string, unknown>> | null {
  const value = valueAt(experiment, path);
  return isObject(value) && !Array.isArray(value) && !('type' in value) ? (value as Record<string, unknown>) : null;
}

/** What is said of one output, whichever way it is written. */
export function sectionOf(experiment: Experiment, path: Path, output: string): unknown {
  const record = byOutput(experiment, path);
  return record === null ? valueAt(experiment, path) : record[output];
}

/** Outputs under other names; null: it is none any more. What is said of the only one left is said plainly. */
export function followOutputs(
  experiment: Experiment,
  names: ReadonlyMap<string, string | null>,
  left: readonly string[],
): Experiment {
  const [only, ...others] = left;
  return sections.reduce((next, path) => {
    const record = byOutput(next, path);
    if (record === null) return next;
    const renamed = Object.fromEntries(
      Object.entries(record).flatMap(([output, value]) => {
        const name = names.has(output) ? names.get(output) : output;
        return name != null && left.includes(name) ? [[name, value]] : [];
      }),
    );
    if (only === undefined || others.length > 0) return withValue(next, path, renamed);
    return withValue(next, path, path[1] === 'lossWeights' ? undefined : renamed[only]);
  }, experiment);
}

/** What one more output is judged by. */
export interface OutputSettings {
  readonly target: string;
  readonly loss: string;
  readonly metrics: readonly string[];
}

/** Says everything by output, with that of the new one. */
export function withOutputSettings(
  experiment: Experiment,
  before: readonly string[],
  output: string,
  { target, loss, metrics }: OutputSettings,
): Experiment {
  const added = { target, loss, metrics } as const;
  const next = sections.reduce((all, path) => {
    const name = path[1] ?? '';
    if (!(name in added)) return all;
    const plain = valueAt(all, path);
    const [first] = before;
    const known = byOutput(all, path) ?? (first === undefined || plain === undefined ? {} : { [first]: plain });
    return withValue(all, path, { ...known, [output]: added[name as keyof typeof added] });
  }, experiment);
  // Metrics have their output's name before theirs from now on.
  const monitor = valueAt(next, ['training', 'monitor']);
  return monitor === 'loss' || monitor === 'val_loss' ? next : withValue(next, ['training', 'monitor'], undefined);
}
