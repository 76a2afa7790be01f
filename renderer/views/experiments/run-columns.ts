/** Columns of the run table, and what each cell says in text. */
import type { RunSummary } from '../../../main/api/contract/index.ts';
import type { I18n } from '../../i18n.svelte.ts';
import { settingText } from '../../state/setting-words.ts';

/** A column of the table component. */
interface RunColumn {
  readonly id: string;
  readonly label: string;
  readonly align?: 'start' | 'end';
  readonly width?: string;
  /** Left out in a narrow window. */
  readonly optional?: boolean;
  readonly sortable?: boolean;
  readonly title?: string;
}

export function runColumns(i18n: I18n, metric: string | null): RunColumn[] {
  return [
    { id: 'pick', label: '✓', width: '34px' },
    { id: 'star', label: '★', width: '30px', sortable: true, title: i18n.t('experimentsView.star') },
    { id: 'name', label: i18n.t('experimentsView.name'), width: '17%', sortable: true },
    { id: 'data', label: i18n.t('experimentsView.data'), width: '100px', sortable: true },
    { id: 'differs', label: i18n.t('experimentsView.differs'), sortable: true },
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
    case 'when':
      return i18n.ago(run.createdAt);
    default:
      return '';
  }
}
