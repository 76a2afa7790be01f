/** The recipe editor: which list of steps is worked on, and what the core makes of the recipe after every edit. */
import type { SerializedError } from '../../../../main/base/errors.ts';
import type { RecipePreview, StepDescriptor } from '../../../../main/api/contract/index.ts';
import type { Client } from '../../../connection/connection.svelte.ts';
import { codedError } from '../../../errors.ts';
import type { Builder } from '../builder.svelte.ts';
import { valueAt, type Experiment } from '../../../../main/drafts/draft.ts';
import {
  insertStep,
  moveStep,
  recipeLists,
  sameScope,
  withStepOption,
  withSteps,
  writtenSteps,
  type RecipeLists,
  type Scope,
  type Step,
} from './recipe-draft.ts';

type Api = { readonly datasets: Pick<Client['datasets'], 'previewRecipe'> };

/** How long the draft rests before the core is asked, in milliseconds. */
const settleTime = 150;
const shownRows = 12;

export class RecipeEditor {
  readonly builder: Builder;
  readonly #api: Api;
  #scope = $state.raw<Scope | null>(null);
  #index = $state(0);
  #shown = $state<string | null>(null);
  #preview = $state.raw<RecipePreview | null>(null);
  #problem = $state.raw<SerializedError | null>(null);
  #isStale = $state(true);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #request: AbortController | null = null;
  /** What the last question was about. */
  #asked: readonly unknown[] = [];

  constructor(api: Api, builder: Builder) {
    this.#api = api;
    this.builder = builder;
  }

  /** The last that was right as a whole; null until the first has come. */
  get preview(): RecipePreview | null {
    return this.#preview;
  }

  /** Why there is no newer preview. Problems of single steps are in the preview. */
  get problem(): SerializedError | null {
    return this.#problem;
  }

  /** Whether the preview is of an older draft. */
  get isStale(): boolean {
    return this.#isStale;
  }

  /** Everything that is wrong with the recipe, the whole draft's problem first. */
  get problems(): readonly SerializedError[] {
    if (this.#problem !== null) return [this.#problem];
    return this.#preview?.columns.flatMap(({ problem }) => problem ?? []) ?? [];
  }

  get lists(): RecipeLists | null {
    return this.#preview === null ? null : recipeLists(this.builder.experiment, this.#preview);
  }

  /** The list that is worked on: the one chosen, as long as it is there, else the first. */
  get scope(): Scope | null {
    const lists = this.lists;
    if (lists === null) return null;
    const all: Scope[] = [
      ...lists.groups.map(({ group }): Scope => ({ kind: 'group', group })),
      ...lists.own.map(({ column }): Scope => ({ kind: 'column', column })),
    ];
    return all.find((scope) => sameScope(scope, this.#scope)) ?? all[0] ?? null;
  }

  /** The steps in force in the list that is worked on. */
  get steps(): readonly Step[] {
    return this.#stepsOf(this.scope);
  }

  /** Of the selected step; -1 where the list has none. */
  get index(): number {
    return Math.min(this.#index, this.steps.length - 1);
  }

  get step(): Step | undefined {
    return this.steps[this.index];
  }

  /** Columns that the list is for. */
  get columns(): readonly string[] {
    const scope = this.scope;
    if (scope === null) return [];
    if (scope.kind === 'column') return [scope.column];
    return this.lists?.groups.find(({ group }) => group === scope.group)?.columns ?? [];
  }

  /** The column that is shown before and after. */
  get shown(): string | null {
    const columns = this.columns;
    return columns.find((column) => column === this.#shown) ?? columns[0] ?? null;
  }

  descriptorOf(step: string): StepDescriptor | undefined {
    return this.builder.catalogue.steps.find((descriptor) => descriptor.step === step);
  }

  select(scope: Scope, index = 0): void {
    this.#scope = scope;
    this.#index = index;
  }

  show(column: string): void {
    this.#shown = column;
  }

  /** Adds a step after the selected one. */
  add(descriptor: StepDescriptor): void {
    const place = this.index + 1;
    this.#write(insertStep(this.steps, place, { ...descriptor.begin }));
    this.#index = place;
  }

  remove(index: number): void {
    const scope = this.scope;
    if (scope === null || this.steps[index] === undefined) return;
    this.#write(this.steps.filter((_, other) => other !== index));
    this.#index = Math.max(0, Math.min(index, this.steps.length - 1));
  }

  move(from: number, to: number): void {
    const { length } = this.steps;
    if (from === to || from < 0 || to < 0 || from >= length || to >= length) return;
    this.#write(moveStep(this.steps, from, to));
    this.#index = to;
  }

  setOption(name: string, value: unknown): void {
    const { index, step, scope } = this;
    if (step === undefined || scope === null) return;
    const steps = this.steps.map((other, place) => (place === index ? withStepOption(other, name, value) : other));
    const key = `${JSON.stringify(scope)} ${String(index)} ${name}`;
    this.builder.replace(withSteps(this.builder.experiment, scope, steps), key);
  }

  /** Gives a column a list of its own, which begins as the one that is in force for it. */
  separate(column: string): void {
    const facts = this.#preview?.columns.find((candidate) => candidate.column === column);
    if (facts === undefined) return;
    const scope: Scope = { kind: 'column', column };
    const steps = this.steps.length > 0 ? this.steps : (facts.steps as Step[]);
    this.builder.replace(withSteps(this.builder.experiment, scope, steps));
    this.select(scope);
    this.show(column);
  }

  /** Back to what is in force without the list. */
  reset(scope: Scope): void {
    if (writtenSteps(this.builder.experiment, scope) === null) return;
    this.builder.replace(withSteps(this.builder.experiment, scope, null));
    this.#index = 0;
  }

  /** Asks the core anew where the data section, the losses or the shown column have changed. `isOpen`: rows are looked at. */
  follow(experiment: Experiment, isOpen: boolean): void {
    const shown = isOpen ? this.shown : null;
    const about = [valueAt(experiment, ['data']), valueAt(experiment, ['training', 'loss']), shown];
    if (about.every((part, index) => part === this.#asked[index]) && this.#asked.length > 0) return;
    this.#asked = about;
    this.#isStale = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(experiment, shown), this.#preview === null ? 0 : settleTime);
  }

  leave(): void {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#asked = [];
  }

  #stepsOf(scope: Scope | null): readonly Step[] {
    const lists = this.lists;
    if (scope === null || lists === null) return [];
    return scope.kind === 'group'
      ? (lists.groups.find(({ group }) => group === scope.group)?.steps ?? [])
      : (lists.own.find(({ column }) => column === scope.column)?.steps ?? []);
  }

  #write(steps: readonly Step[]): void {
    const { scope } = this;
    if (scope !== null) this.builder.replace(withSteps(this.builder.experiment, scope, steps));
  }

  async #ask(experiment: Experiment, shown: string | null): Promise<void> {
    this.#request?.abort();
    const request = new AbortController();
    this.#request = request;
    try {
      const preview = await this.#api.datasets.previewRecipe(
        {
          id: this.builder.dataset.id,
          experiment: { ...experiment },
          columns: shown === null ? [] : [shown],
          rows: shownRows,
        },
        { signal: request.signal },
      );
      if (request.signal.aborted) return;
      this.#preview = preview;
      this.#problem = null;
      this.builder.setFeatureCount(preview.featureCount);
    } catch (error) {
      if (request.signal.aborted) return;
      this.#problem = codedError(error);
      this.builder.setFeatureCount(null);
    }
    this.#isStale = false;
  }
}
