/** Names runs by what differs within a comparison, or from what is usual. */
import type { RunSummary } from '../../main/api/contract/index.ts';
import { bySetting, differingPaths, phrases, seedPath, type Settings } from './setting-words.ts';

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

/** What sets a run apart from what is usual; empty where nothing does. */
export function unusualLabel(settings: Settings, usual: Settings): string {
  return joined(phrases(settings, usual, telling(differingPaths(settings, usual))));
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
