/** What a person does to runs: every act shows at once, can be undone where it destroys, and reports its failure. */
import type { RunDetail, RunSummary } from '../../main/api/contract/index.ts';
import type { AppContext } from '../app-context.ts';

export type RunVerb = 'pause' | 'resume' | 'stop';
/** All that can be under way with a run. */
export type RunAct = RunVerb | 'submit' | 'extend' | 'learningRate';

export class RunActions {
  readonly #app: AppContext;
  #busy = $state.raw<ReadonlyMap<string, RunAct>>(new Map());

  constructor(app: AppContext) {
    this.#app = app;
  }

  /** What is being done to a run right now. */
  busy(id: string): RunAct | undefined {
    return this.#busy.get(id);
  }

  async control(id: string, verb: RunVerb): Promise<void> {
    await this.#while(id, verb, async () => {
      this.#app.runs.put(await this.#app.client.runs[verb]({ id }));
    });
  }

  /** Takes a run back to the checkpoint of an epoch and has it go on from there. */
  async goBack(id: string, epoch: number): Promise<void> {
    await this.#while(id, 'resume', async () => {
      this.#app.runs.put(await this.#app.client.runs.resume({ id, from: epoch }));
    });
  }

  /** Has an ended run go on for more epochs than were planned. */
  async extend(id: string, epochs: number): Promise<void> {
    await this.#while(id, 'extend', async () => {
      this.#app.runs.put(await this.#app.client.runs.extend({ id, epochs }));
    });
  }

  /** Of a run at work; null: the schedule's again. */
  async setLearningRate(id: string, learningRate: number | null): Promise<void> {
    await this.#while(id, 'learningRate', async () => {
      this.#app.runs.put(await this.#app.client.runs.setLearningRate({ id, learningRate }));
    });
  }

  async update(
    run: RunSummary,
    change: { readonly name?: string; readonly note?: string; readonly starred?: boolean; readonly tags?: string[] },
  ): Promise<void> {
    this.#app.runs.put({ ...run, ...change });
    try {
      this.#app.runs.put(await this.#app.client.runs.update({ id: run.id, ...change }));
    } catch (error) {
      this.#app.runs.put(run);
      this.#app.report(error);
    }
  }

  /** Deletes runs that are not at work, with a way back. */
  async remove(ids: readonly string[]): Promise<void> {
    const { client, i18n, runs, toasts } = this.#app;
    const name = runs.get(ids[0] ?? '')?.name ?? '';
    const removed: string[] = [];
    try {
      for (const id of ids) {
        await client.runs.remove({ id });
        runs.drop(id);
        removed.push(id);
      }
    } catch (error) {
      this.#app.report(error);
    }
    if (removed.length === 0) return;
    const gone = new Set(removed);
    this.#app.selection.set(this.#app.selection.ids.filter((id) => !gone.has(id)));
    toasts.undo(i18n.t('experimentsView.deleted', { count: removed.length, name }), () => this.#restore(removed));
  }

  /** Brings a deleted run back. */
  async restore(id: string): Promise<void> {
    try {
      this.#app.runs.put(await this.#app.client.runs.restore({ id }));
    } catch (error) {
      this.#app.report(error);
    }
  }

  /** Queues the run's experiment once more, on the same data, changed where `change` says so. Gives the new run. */
  async again(run: RunDetail, overrides?: Record<string, string>): Promise<RunSummary | null> {
    const { client, i18n, toasts } = this.#app;
    let queued: RunSummary | null = null;
    await this.#while(run.id, 'submit', async () => {
      queued = await client.runs.submit({
        experiment: run.experiment,
        datasetId: run.dataset.id,
        parent: run.id,
        ...(overrides === undefined ? {} : { overrides }),
      });
      this.#app.runs.put(queued);
      const byHand = run.log.some(({ code }) => code === 'runner.learningRate');
      toasts.info(i18n.t(byHand ? 'runView.queuedWithoutRates' : 'runView.queued', { name: queued.name }));
    });
    return queued;
  }

  /** Archives runs that are not at work, with a way back, or takes them out of the archive. */
  async archive(ids: readonly string[], archived: boolean): Promise<void> {
    const { client, i18n, runs, toasts } = this.#app;
    const done: string[] = [];
    try {
      for (const id of ids) {
        runs.put(await client.runs.update({ id, archived }));
        done.push(id);
      }
    } catch (error) {
      this.#app.report(error);
    }
    if (done.length === 0) return;
    const name = runs.get(done[0] ?? '')?.name ?? '';
    const words = archived ? 'experimentsView.archived' : 'experimentsView.unarchived';
    toasts.undo(i18n.t(words, { count: done.length, name }), () => this.archive(done, !archived));
  }

  async #restore(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.restore(id);
  }

  async #while(id: string, verb: RunAct, act: () => Promise<void>): Promise<void> {
    if (this.#busy.has(id)) return;
    this.#busy = new Map(this.#busy).set(id, verb);
    try {
      await act();
    } catch (error) {
      this.#app.report(error);
    } finally {
      const rest = new Map(this.#busy);
      rest.delete(id);
      this.#busy = rest;
    }
  }
}
