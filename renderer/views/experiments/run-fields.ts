/** Columns that are fields of a query: a metric read somewhere, or a setting by its path. */
import type { RunSummary } from '../../../main/api/contract/index.ts';
import { quotedName } from '../../state/query-lines.ts';

export const fieldReadings = ['best', 'last', 'min', 'max', 'epoch', 'test'] as const;
export type FieldReading = (typeof fieldReadings)[number];

export type RunField =
  | { readonly kind: 'metric'; readonly name: string; readonly reading: FieldReading }
  | { readonly kind: 'setting'; readonly path: string };

/** `=best:val_accuracy`, `=setting:training.batchSize`: a column's id is never one of the table's own. */
export function fieldId(field: RunField): string {
  return field.kind === 'metric' ? `=${field.reading}:${field.name}` : `=setting:${field.path}`;
}

/** Null for one of the table's own columns. */
export function fieldOf(id: string): RunField | null {
  const split = id.indexOf(':');
  if (!id.startsWith('=') || split < 0) return null;
  const [kind, name] = [id.slice(1, split), id.slice(split + 1)];
  if (kind === 'setting') return { kind, path: name };
  const reading = fieldReadings.find((known) => known === kind);
  return reading === undefined ? null : { kind: 'metric', name, reading };
}

/** Null where the run has none. The epoch of a best that is not there is none. */
export function fieldValue(run: RunSummary, field: RunField): string | number | boolean | null {
  if (field.kind === 'setting') return run.settings[field.path] ?? null;
  if (field.reading === 'test') return run.test?.[field.name] ?? null;
  const summary = run.metrics[field.name];
  if (summary === undefined) return null;
  if (field.reading === 'epoch') return summary.best === null ? null : summary.bestEpoch;
  return summary[field.reading];
}

/** As a query calls it. */
export function fieldQuery(field: RunField): string {
  return field.kind === 'metric' ? `${field.reading}(${quotedName(field.name)})` : quotedName(field.path);
}

/** What stands above its column. */
export function fieldLabel(field: RunField): string {
  if (field.kind === 'metric') return field.reading === 'best' ? field.name : `${field.reading} ${field.name}`;
  return field.path.replace(/^(?:training|data|model|engine)\./u, '');
}
