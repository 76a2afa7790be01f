/** Columns of the run table, and what each cell says in text. */
import type { RunNames, RunSort, RunSummary } from '../../../main/api/contract/index.ts';
import type { I18n } from '../../i18n.svelte.ts';
import { settingText } from '../../state/setting-words.ts';
import { baseMetric, type ReadingAt } from '../../state/run-metrics.ts';
import { fieldLabel, fieldOf, fieldQuery, fieldValue, type RunField } from './run-fields.ts';
import type { ChosenColumn } from './run-table-columns.svelte.ts';

/** A column of the table component. */
interface RunColumn {
  readonly id: string;
  readonly label: string;
  readonly align?: 'start' | 'end';
  readonly width?: string;
  /** Left out in a narrow window; `wide`: in all but a wide one. */
  readonly optional?: boolean | 'wide';
  readonly sortable?: boolean;
  readonly title?: string;
  /** In a wide table. */
  readonly pixels?: number;
  readonly pinned?: boolean;
}

const pixels: Readonly<Record<string, number>> = {
  pick: 40,
  star: 34,
  name: 220,
  data: 110,
  differs: 260,
  metric: 112,
  valLoss: 82,
  parameters: 82,
  rate: 72,
  optimizer: 90,
  epochs: 82,
  time: 92,
  size: 82,
  when: 122,
  tags: 150,
};
/** Always there, at the left. */
const fixed: readonly string[] = ['pick', 'star'];

/** How wide a column is before anyone has changed it. */
export function ownPixels(id: string): number {
  return pixels[id] ?? 118;
}

/** The table's own columns that can be chosen. */
export function choosable(columns: readonly RunColumn[]): readonly RunColumn[] {
  return columns.filter(({ id }) => !fixed.includes(id));
}

/** The table's own columns as a choice: the name stays. */
export function usualChoice(own: readonly { readonly id: string }[]): ChosenColumn[] {
  return own.map(({ id }) => ({ id, pixels: ownPixels(id), pinned: id === 'name' }));
}

/** Columns of a wide table: those that are always there, then those chosen. */
export function wideColumns(own: readonly RunColumn[], chosen: readonly ChosenColumn[]): RunColumn[] {
  const lead = own.filter(({ id }) => fixed.includes(id));
  const columns = lead.map((column): RunColumn => ({ ...column, pixels: ownPixels(column.id), pinned: true }));
  for (const { id, pixels: width, pinned } of chosen) {
    const field = fieldOf(id);
    const known = own.find((column) => column.id === id);
    if (field !== null) {
      const label = fieldLabel(field);
      const title = field.kind === 'setting' ? field.path : label;
      const align = field.kind === 'metric' ? ('end' as const) : ('start' as const);
      columns.push({ id, label, title, align, sortable: true, pixels: width, pinned });
    } else if (known !== undefined) columns.push({ ...known, pixels: width, pinned });
  }
  return columns;
}

/** Text of a column that is a field. */
function fieldText(i18n: I18n, run: RunSummary, id: string): string {
  const field = fieldOf(id);
  if (field === null) return '';
  const value = fieldValue(run, field);
  if (field.kind === 'setting') return settingText(value);
  return field.reading === 'epoch' ? i18n.number(value as number | null) : i18n.reading(value as number | null);
}

export function runColumns(i18n: I18n, metric: string | null): RunColumn[] {
  return [
    { id: 'pick', label: '✓', width: '34px' },
    { id: 'star', label: '★', width: '30px', sortable: true, title: i18n.t('experimentsView.star') },
    { id: 'name', label: i18n.t('experimentsView.name'), width: '17%', sortable: true },
    { id: 'data', label: i18n.t('experimentsView.data'), width: '100px', sortable: true },
    { id: 'differs', label: i18n.t('experimentsView.differs') },
    { id: 'metric', label: metric ?? '–', align: 'end', width: '98px', sortable: true },
    ...(metric === 'val_loss'
      ? []
      : [{ id: 'valLoss', label: 'val_loss', align: 'end' as const, width: '68px', sortable: true }]),
    {
      id: 'parameters',
      label: i18n.t('experimentsView.parameters'),
      align: 'end',
      width: '68px',
      sortable: true,
      optional: true,
    },
    { id: 'rate', label: i18n.t('experimentsView.rate'), align: 'end', width: '56px', sortable: true },
    { id: 'optimizer', label: i18n.t('experimentsView.optimizer'), width: '78px', sortable: true, optional: true },
    {
      id: 'epochs',
      label: i18n.t('experimentsView.epochs'),
      align: 'end',
      width: '66px',
      sortable: true,
      optional: true,
    },
    { id: 'time', label: i18n.t('experimentsView.time'), align: 'end', width: '82px', sortable: true },
    {
      id: 'size',
      label: i18n.t('experimentsView.size'),
      align: 'end',
      width: '74px',
      sortable: true,
      optional: 'wide',
    },
    { id: 'when', label: i18n.t('experimentsView.when'), align: 'end', width: '106px', sortable: true },
    { id: 'tags', label: i18n.t('experimentsView.tags'), width: '104px', optional: true },
  ];
}

/** Text of the columns that are nothing but text. */
export function plainCell(i18n: I18n, run: RunSummary, column: string): string {
  switch (column) {
    case 'parameters':
      return i18n.compact(run.parameterCount);
    case 'rate':
      return settingText(run.settings['training.optimizer.learningRate']);
    case 'optimizer':
      return settingText(run.settings['training.optimizer.type']);
    case 'epochs':
      return run.epochsDone === run.epochsPlanned
        ? i18n.number(run.epochsDone)
        : `${i18n.number(run.epochsDone)}/${i18n.number(run.epochsPlanned)}`;
    case 'time':
      return run.seconds === 0 ? '–' : i18n.duration(run.seconds);
    case 'size':
      return i18n.bytes(run.bytes);
    case 'when':
      return i18n.ago(run.createdAt);
    default:
      return fieldText(i18n, run, column);
  }
}

/** What a column shows where it is a field of a query or stands for one. */
export function columnField(column: string, metric: string | null, at: ReadingAt): RunField | null {
  const name = column === 'valLoss' ? 'val_loss' : column === 'metric' ? metric : null;
  if (name === null) return fieldOf(column);
  return { kind: 'metric', name: at === 'test' ? baseMetric(name) : name, reading: at };
}

/** What the other columns are called in a query. */
const factFields: Readonly<Record<string, string>> = {
  star: 'starred',
  name: 'name',
  data: 'dataset',
  parameters: 'parameters',
  rate: 'lr',
  optimizer: 'optimizer',
  epochs: 'epochs',
  time: 'seconds',
  size: 'size',
  when: 'created',
};

/** Whether a run has what the field reads. */
export function isKnown(field: RunField, names: RunNames | null): boolean {
  if (names === null) return false;
  if (field.kind === 'setting') return names.settings.includes(field.path);
  return (field.reading === 'test' ? names.tests : names.metrics).includes(field.name);
}

/** The order that a column stands for; null: newest first, and where no run has what the column shows. */
export function columnSort(
  { id, direction }: { readonly id: string; readonly direction: 'up' | 'down' },
  names: RunNames | null,
  metric: string | null,
  at: ReadingAt,
): RunSort | null {
  if (id === 'when' && direction === 'down') return null;
  const field = columnField(id, metric, at);
  if (field === null) {
    const known = factFields[id];
    // Stars come first when the star column points up.
    const turned = id === 'star' ? (direction === 'up' ? 'down' : 'up') : direction;
    return known === undefined ? null : { field: known, direction: turned };
  }
  return isKnown(field, names) ? { field: fieldQuery(field), direction } : null;
}

/** Metrics that rows need for these columns. */
export function columnMetrics(columns: readonly string[], metric: string | null): string[] {
  const fields = columns.map((column) => columnField(column, metric, 'best'));
  return [...new Set(fields.flatMap((field) => (field?.kind === 'metric' ? [field.name] : [])))];
}
