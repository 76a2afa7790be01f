/** What a person does to runs: every act shows at once, can be undone where it destroys, and reports its failure. */
import type { RunDetail, RunSummary } from '../../main/api/contract/index.ts';
import type { AppContext } from '../app-context.ts';

export type RunVerb = 'pause' | 'resume' | 'stop';
/** All that can be under way with a run. */
export type RunAct = RunVerb | 'submit' | 'extend' | 'learningRate';

/** More runs than any table shows at once are left to the stream. */
const mostShown = 200;

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
    const { client, i18n, runs, selection, toasts } = this.#app;
    const name = runs.get(ids[0] ?? '')?.name ?? '';
    await this.#many(async () => {
      const { changed, atWork } = await client.runs.remove({ ids: [...ids] });
      for (const id of changed) runs.drop(id);
      this.#tellLeft(atWork);
      if (changed.length === 0) return;
      const gone = new Set(changed);
      selection.set(selection.ids.filter((id) => !gone.has(id)));
      toasts.undo(i18n.t('experimentsView.deleted', { count: changed.length, name }), () => this.restore(changed));
    });
  }

  /** Brings deleted runs back. The stream of changes shows them. */
  async restore(ids: readonly string[]): Promise<void> {
    await this.#many(() => this.#app.client.runs.restore({ ids: [...ids] }));
  }

  /** Archives runs that are not at work, with a way back, or takes them out of the archive. */
  async archive(ids: readonly string[], archived: boolean): Promise<void> {
    const { client, i18n, runs, toasts } = this.#app;
    await this.#many(async () => {
      const { changed, atWork } = await client.runs.mark({ ids: [...ids], archived });
      this.#show(changed, (run) => ({ ...run, archived }));
      this.#tellLeft(atWork);
      if (changed.length === 0) return;
      const name = runs.get(changed[0] ?? '')?.name ?? '';
      const words = archived ? 'experimentsView.archived' : 'experimentsView.unarchived';
      toasts.undo(i18n.t(words, { count: changed.length, name }), () => this.archive(changed, !archived));
    });
  }

  /** Adds tags to runs and drops others. */
  async tag(ids: readonly string[], add: readonly string[], drop: readonly string[]): Promise<void> {
    const { client, i18n, toasts } = this.#app;
    await this.#many(async () => {
      const { changed } = await client.runs.mark({ ids: [...ids], addTags: [...add], removeTags: [...drop] });
      this.#show(changed, (run) => ({
        ...run,
        tags: [...new Set([...run.tags.filter((tag) => !drop.includes(tag)), ...add])].sort(),
      }));
      toasts.info(i18n.t('tagDialog.done', { count: changed.length }));
    });
  }

  /** What was done to many runs shows at once of those that are at hand; the stream confirms it. */
  #show(ids: readonly string[], change: (run: RunSummary) => RunSummary): void {
    for (const id of ids.slice(0, mostShown)) {
      const run = this.#app.runs.held(id);
      if (run !== undefined) this.#app.runs.put(change(run));
    }
  }

  #tellLeft(atWork: readonly { readonly name: string }[]): void {
    const [first] = atWork;
    if (first === undefined) return;
    this.#app.toasts.info(this.#app.i18n.t('experimentsView.leftAtWork', { count: atWork.length, name: first.name }));
  }

  async #many(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
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
