/** Names runs by what differs: within a comparison, and in the list against what is usual for the data set. */
import type { RunSummary } from '../../main/api/contract/index.ts';
import { bySetting, differingPaths, phrases, seedPath, type Settings, type SettingValue } from './setting-words.ts';

/** Phrases beyond this many are left out. */
const mostPhrases = 3;

function joined(parts: readonly string[]): string {
  return parts.length <= mostPhrases ? parts.join(', ') : `${parts.slice(0, mostPhrases).join(', ')}, …`;
}

/** The seed is named only where nothing else is: it is what runs repeat with. */
function telling(paths: readonly string[]): readonly string[] {
  const others = paths.filter((path) => path !== seedPath);
  return others.length > 0 ? others : paths;
}

/**
 * A label per run of a comparison: what differs from the reference; for the reference, its own values of whatever
 * differs anywhere. Runs that would be called alike are told apart by their seed, else by their name.
 */
export function compareLabels(runs: readonly RunSummary[], referenceId: string): Map<string, string> {
  const reference = runs.find((run) => run.id === referenceId) ?? runs[0];
  const labels = new Map<string, string>();
  if (reference === undefined) return labels;
  const paths = new Set<string>();
  for (const run of runs) {
    if (run === reference) continue;
    const differing = differingPaths(run.settings, reference.settings);
    for (const path of differing) if (path in reference.settings) paths.add(path);
    labels.set(run.id, joined(phrases(run.settings, reference.settings, telling(differing))));
  }
  labels.set(
    reference.id,
    joined(phrases(reference.settings, reference.settings, telling([...paths].sort(bySetting)))),
  );
  tellApart(runs, labels, (run) => `seed ${String(run.seed)}`, false);
  tellApart(runs, labels, (run) => run.name, true);
  return labels;
}

/**
 * Adds to labels that several runs share, if the addition tells them apart; an empty label becomes the addition.
 * `always` leaves no label empty and none alike unadorned.
 */
function tellApart(
  runs: readonly RunSummary[],
  labels: Map<string, string>,
  addition: (run: RunSummary) => string,
  always: boolean,
): void {
  const alike = new Map<string, RunSummary[]>();
  for (const run of runs) {
    const label = labels.get(run.id) ?? '';
    alike.set(label, [...(alike.get(label) ?? []), run]);
  }
  for (const [label, group] of alike) {
    const helps = new Set(group.map(addition)).size > 1;
    if (group.length < 2 ? label !== '' || !always : !helps && !always) continue;
    for (const run of group) labels.set(run.id, label === '' ? addition(run) : `${label} · ${addition(run)}`);
  }
}

interface Group {
  runs: number;
  readonly counts: Map<string, Map<SettingValue, number>>;
  usual: Settings | null;
  /** Changes whenever a run joins or leaves. */
  version: number;
}

/**
 * What each run of a long list differs by from what is usual among runs on the same data: kept up as runs come and
 * go, so that a list of 10,000 is never gone through anew for one of them.
 */
export class UsualSettings {
  readonly #groups = new Map<string, Group>();
  readonly #known = new Map<string, { readonly group: string; readonly settings: Settings }>();
  readonly #labels = new Map<string, { readonly version: number; readonly label: string }>();

  /** Takes in the list as it is now. */
  update(runs: readonly RunSummary[]): void {
    const present = new Set<string>();
    // Oldest first: of two values equally common, the earlier one is the usual one.
    for (let index = runs.length - 1; index >= 0; index -= 1) {
      const run = runs[index];
      if (run === undefined) continue;
      present.add(run.id);
      if (!this.#known.has(run.id)) this.#add(run);
    }
    if (present.size === this.#known.size) return;
    for (const id of this.#known.keys()) if (!present.has(id)) this.#remove(id);
  }

  /** What most runs on the run's data set have; null where there is no other run to tell by. */
  settings(run: RunSummary): Settings | null {
    const group = this.#groups.get(run.dataset.id);
    return group === undefined || group.runs < 2 ? null : (group.usual ??= mostCommon(group));
  }

  /** Empty where nothing differs. */
  label(run: RunSummary): string {
    const group = this.#groups.get(run.dataset.id);
    if (group === undefined) return '';
    const kept = this.#labels.get(run.id);
    if (kept?.version === group.version) return kept.label;
    const usual = (group.usual ??= mostCommon(group));
    const differing = differingPaths(run.settings, usual);
    const label = joined(phrases(run.settings, usual, telling(differing)));
    this.#labels.set(run.id, { version: group.version, label });
    return label;
  }

  #add(run: RunSummary): void {
    let group = this.#groups.get(run.dataset.id);
    if (group === undefined) {
      group = { runs: 0, counts: new Map(), usual: null, version: 0 };
      this.#groups.set(run.dataset.id, group);
    }
    this.#known.set(run.id, { group: run.dataset.id, settings: run.settings });
    count(group, run.settings, 1);
  }

  #remove(id: string): void {
    const known = this.#known.get(id);
    const group = known === undefined ? undefined : this.#groups.get(known.group);
    if (known !== undefined && group !== undefined) count(group, known.settings, -1);
    this.#known.delete(id);
    this.#labels.delete(id);
  }
}

function count(group: Group, settings: Settings, change: 1 | -1): void {
  for (const [path, value] of Object.entries(settings)) {
    let values = group.counts.get(path);
    if (values === undefined) {
      values = new Map();
      group.counts.set(path, values);
    }
    values.set(value, (values.get(value) ?? 0) + change);
  }
  group.runs += change;
  group.usual = null;
  group.version += 1;
}

/** A setting that most runs lack, such as one of a deeper network, is not usual. */
function mostCommon(group: Group): Settings {
  const usual: Settings = {};
  for (const [path, values] of group.counts) {
    let most = 0;
    let having = 0;
    let chosen: SettingValue | undefined;
    for (const [value, times] of values) {
      having += times;
      if (times > most) {
        most = times;
        chosen = value;
      }
    }
    if (chosen !== undefined && having * 2 >= group.runs) usual[path] = chosen;
  }
  return usual;
}
