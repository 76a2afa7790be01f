/** Rows of the comparison's two tables. Pure but for the words. */
import type { RunDetail, RunSummary } from '../../../main/api/contract/index.ts';
import type { I18n } from '../../i18n.svelte.ts';
import { accuracyDifference, baseMetric, readingOf, type ReadingAt } from '../../state/run-metrics.ts';
import { bySetting, differingPaths, settingText } from '../../state/setting-words.ts';

export interface CompareCell {
  readonly text: string;
  /** Unlike the reference. */
  readonly differs: boolean;
  /** After the text: an interval. */
  readonly more?: string;
  readonly tie?: boolean;
  readonly title?: string;
}
export interface CompareRow {
  readonly name: string;
  readonly cells: readonly CompareCell[];
}

/** Paths on which any two of the runs differ, in order of weight. */
export function differingSettings(compared: readonly RunSummary[]): string[] {
  const [first, ...others] = compared;
  if (first === undefined) return [];
  return [...new Set(others.flatMap((run) => differingPaths(first.settings, run.settings)))].sort(bySetting);
}

export function settingRows(
  compared: readonly RunSummary[],
  reference: RunSummary,
  paths: readonly string[],
): CompareRow[] {
  return paths.map((path) => ({
    name: path,
    cells: compared.map((run) => ({
      text: settingText(run.settings[path]),
      differs: run.settings[path] !== reference.settings[path],
    })),
  }));
}

/** Every metric read at one place. The accuracy on the test rows comes with its interval, and says when it is a tie. */
export function resultRows(
  i18n: I18n,
  compared: readonly RunSummary[],
  reference: RunSummary,
  at: ReadingAt,
  detailOf: (id: string) => RunDetail | undefined,
  referenceName: string,
): CompareRow[] {
  const names = new Set(
    compared.flatMap((run) => (at === 'test' ? Object.keys(run.test ?? {}) : Object.keys(run.metrics))),
  );
  return [...names].sort(byMetric).map((name) => ({
    name: at === 'test' ? `test_${name}` : name,
    cells: compared.map((run): CompareCell => {
      const text = i18n.reading(readingOf(run, name, at));
      const plain: CompareCell = { text, differs: false };
      if (at !== 'test' || name !== 'accuracy') return plain;
      const own = accuracyOf(detailOf(run.id));
      const other = accuracyOf(detailOf(reference.id));
      if (own === null) return plain;
      const more = `±${i18n.reading((own.high - own.low) / 2)}`;
      if (other === null || run.id === reference.id || !sameTest(run, reference)) return { ...plain, more };
      const difference = accuracyDifference(own, other);
      const title = i18n.t(difference.tie ? 'compareView.tieTitle' : 'compareView.differenceTitle', {
        name: referenceName,
        low: i18n.reading(difference.low),
        high: i18n.reading(difference.high),
      });
      return { text, more, title, differs: !difference.tie, tie: difference.tie };
    }),
  }));
}

/** Whether two runs were judged on the same rows: only then does a difference of their results mean anything. */
function sameTest(run: RunSummary, other: RunSummary): boolean {
  const paths = ['data.target', 'data.split.test', 'data.split.seed', 'data.split.method'];
  return run.dataset.hash === other.dataset.hash && paths.every((path) => run.settings[path] === other.settings[path]);
}

function accuracyOf(detail: RunDetail | undefined) {
  return detail?.evaluation?.kind === 'classification' ? detail.evaluation.accuracy : null;
}

/** A metric beside its `val_` twin, loss last. */
function byMetric(left: string, right: string): number {
  const loss = (name: string): number => Number(baseMetric(name) === 'loss');
  return (
    loss(left) - loss(right) || baseMetric(left).localeCompare(baseMetric(right), 'en') || left.length - right.length
  );
}
