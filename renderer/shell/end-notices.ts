/** Tells in the window that a run has ended, unless the person is looking at it. */
import { RunEnds, type ChangeEvent, type RunSummary } from '../../main/api/contract/index.ts';
import type { AppContext } from '../app-context.ts';
import type { FeedListener } from '../state/change-feed.ts';
import { baseMetric, mainMetric } from '../state/run-metrics.ts';

export class EndNotices implements FeedListener {
  readonly #app: Pick<AppContext, 'i18n' | 'router' | 'toasts'>;
  readonly #ends: RunEnds;

  constructor(app: Pick<AppContext, 'i18n' | 'router' | 'toasts'>, now: number) {
    this.#app = app;
    this.#ends = new RunEnds(now);
  }

  apply(events: readonly ChangeEvent[]): void {
    for (const run of this.#ends.read(events)) if (!this.#isInSight(run)) this.#tell(run);
  }

  /** What ended while the window was not connected shows in the lists. */
  refresh(): Promise<void> {
    return Promise.resolve();
  }

  #isInSight({ id }: RunSummary): boolean {
    const { router } = this.#app;
    return router.view === 'training' || (router.view === 'runs' && router.segments[0] === id);
  }

  #tell(run: RunSummary): void {
    const { i18n, router, toasts } = this.#app;
    const result = resultOf(run, i18n);
    const message = i18n.t('notice.ended', {
      name: run.name,
      status: i18n.status(run.status),
      hasResult: result === '' ? 'no' : 'yes',
      result,
    });
    toasts.news(message, {
      label: i18n.t('notice.open'),
      act: () => {
        router.go(`/runs/${run.id}`);
      },
    });
  }
}

/** `accuracy 0.9667`: on the test rows where it was tested, else the best. */
function resultOf(run: RunSummary, i18n: AppContext['i18n']): string {
  const metric = mainMetric(run);
  if (metric === null) return '';
  const tested = run.test?.[baseMetric(metric)];
  if (tested !== undefined && tested !== null) return `test_${baseMetric(metric)} ${i18n.reading(tested)}`;
  const best = run.metrics[metric]?.best ?? null;
  return best === null ? '' : `${metric} ${i18n.reading(best)}`;
}
