/** The recipe within the experiment that the builder edits: steps of groups and of single columns. Pure functions. */
import type { ColumnGroup, ColumnKind, RecipePreview } from '../../../../main/api/contract/index.ts';
import { valueAt, withValue, type Experiment } from '../../../../main/drafts/draft.ts';

export type Step = Readonly<Record<string, unknown>> & { readonly step: string };

/** What a list of steps is for: all columns of a group, or one column alone. */
export type Scope =
  { readonly kind: 'group'; readonly group: ColumnGroup } | { readonly kind: 'column'; readonly column: string };

export const columnGroups = ['numeric', 'boolean', 'categorical', 'date', 'text'] as const;

export function groupOf(kind: ColumnKind): ColumnGroup {
  switch (kind) {
    case 'integer':
    case 'number':
      return 'numeric';
    case 'category':
      return 'categorical';
    case 'boolean':
    case 'date':
    case 'text':
      return kind;
    default:
      return kind satisfies never;
  }
}

export function sameScope(one: Scope | null, other: Scope | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export function scopePath(scope: Scope): string[] {
  return scope.kind === 'group'
    ? ['data', 'preprocess', 'groups', scope.group]
    : ['data', 'preprocess', 'columns', scope.column];
}

/** The steps that are written for a scope; null where none are, and the defaults or the group's are in force. */
export function writtenSteps(experiment: Experiment, scope: Scope): readonly Step[] | null {
  const steps = valueAt(experiment, scopePath(scope));
  if (!Array.isArray(steps)) return null;
  return steps.every((step: unknown) => typeof valueAt({ step }, ['step', 'step']) === 'string')
    ? (steps as Step[])
    : null;
}

/** Writes the steps of a scope; none, or null, leaves it to the defaults. */
export function withSteps(experiment: Experiment, scope: Scope, steps: readonly Step[] | null): Experiment {
  return withValue(experiment, scopePath(scope), steps === null || steps.length === 0 ? undefined : steps);
}

export function insertStep(steps: readonly Step[], index: number, step: Step): Step[] {
  return [...steps.slice(0, index), step, ...steps.slice(index)];
}

/** Takes the step at `from` and puts it where it then has place `to`. */
export function moveStep(steps: readonly Step[], from: number, to: number): Step[] {
  const next = [...steps];
  const [moved] = next.splice(from, 1);
  if (moved !== undefined) next.splice(to, 0, moved);
  return next;
}

/** A step with one option changed; an option that is undefined is left out, and its default is in force. */
export function withStepOption(step: Step, name: string, value: unknown): Step {
  return withValue(step, [name], value) as Step;
}

export interface GroupFacts {
  readonly group: ColumnGroup;
  /** Features whose steps are the group's. */
  readonly columns: readonly string[];
  readonly steps: readonly Step[];
  readonly isDefault: boolean;
}

export interface RecipeLists {
  readonly groups: readonly GroupFacts[];
  /** Columns with steps of their own. */
  readonly own: readonly { readonly column: string; readonly kind: ColumnKind; readonly steps: readonly Step[] }[];
}

/** The lists of steps in force: those of the draft where it has any, else the defaults that the core filled in. */
export function recipeLists(experiment: Experiment, preview: RecipePreview): RecipeLists {
  const own = preview.columns
    .filter(({ column }) => writtenSteps(experiment, { kind: 'column', column }) !== null)
    .map(({ column, kind }) => ({ column, kind, steps: writtenSteps(experiment, { kind: 'column', column }) ?? [] }));
  const ofOwn = new Set(own.map(({ column }) => column));
  const groups = columnGroups.flatMap((group): GroupFacts[] => {
    const members = preview.columns.filter((facts) => facts.group === group && !ofOwn.has(facts.column));
    const written = writtenSteps(experiment, { kind: 'group', group });
    if (members.length === 0 && written === null) return [];
    const defaults = members.find(({ origin }) => origin === 'default')?.steps ?? [];
    const columns = members.map(({ column }) => column);
    return [{ group, columns, steps: written ?? defaults, isDefault: written === null }];
  });
  return { groups, own };
}

/** `12, quantile`: the options of a step that are not its defaults, in one line. */
export function stepSummary(step: Step, defaults: Readonly<Record<string, unknown>>): string {
  return Object.entries(step)
    .filter(([name, value]) => name !== 'step' && JSON.stringify(value) !== JSON.stringify(defaults[name]))
    .map(([, value]) => optionText(value))
    .join(', ');
}

function optionText(value: unknown): string {
  if (Array.isArray(value)) return value.map(optionText).join(' ');
  if (typeof value === 'object' && value !== null) return Object.values(value).map(optionText).join(' ');
  return String(value);
}

/** Where in the recipe an error lies: `data.preprocess.columns.fare[1]` → step 1. Null for other places. */
export function stepIndexOf(path: string | undefined): number | null {
  const match = /^data\.preprocess\.(?:columns|groups)\b.*\[(\d+)\](?:\.\w+)*$/u.exec(path ?? '');
  return match === null ? null : Number(match[1]);
}
