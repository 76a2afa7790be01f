/** Which checkpoints the keep rules let go. Pure: the store gives the facts, nothing is deleted here. */
import type { KeepRules } from '../../api/contract/index.ts';
import type { KeepFacts } from '../../experiments/records.ts';

export interface LetGo {
  readonly run: KeepFacts;
  /** Names of checkpoint files. */
  readonly files: readonly string[];
  readonly bytes: number;
  /** `run`: the run is not among those that are kept; `periodic`: it is, and these are neither its best nor its last. */
  readonly why: 'run' | 'periodic';
}

/** Milliseconds. */
export const day = 86_400_000;

/** Nothing goes until a rule says so. */
export const noRules: KeepRules = {
  best: null,
  metric: 'val_loss',
  days: null,
  tags: [],
  periodic: true,
  trashDays: null,
  automatic: false,
};

/**
 * A run keeps its checkpoints that is at work, starred, has a tag that is kept, ended within the days that are kept, or is
 * among the best of its data set. Without a rule for runs all are kept. Data sets none of whose runs has the metric
 * cannot be judged: their runs are kept too.
 */
export function letGo(runs: readonly KeepFacts[], rules: KeepRules, now: number): LetGo[] {
  const judges = rules.best !== null || rules.days !== null || rules.tags.length > 0;
  const best = rules.best === null ? null : bestOf(runs, rules.best);
  const judged = new Set(runs.filter(({ reading }) => reading !== null).map(({ dataset }) => dataset));
  const isKept = (run: KeepFacts): boolean => {
    if (!judges) return true;
    if (best !== null && (!judged.has(run.dataset) || best.has(run.id))) return true;
    if (rules.days !== null && (run.endedAt === null || run.endedAt >= now - rules.days * day)) return true;
    return run.tags.some((tag) => rules.tags.includes(tag));
  };
  return runs.flatMap((run): LetGo[] => {
    if (run.atWork || run.starred || run.checkpoints.length === 0) return [];
    if (!isKept(run)) return of(run, run.checkpoints, 'run');
    if (rules.periodic) return [];
    const named = new Set(run.checkpoints.filter(({ reason }) => reason !== 'periodic').map(({ file }) => file));
    return of(
      run,
      run.checkpoints.filter(({ file }) => !named.has(file)),
      'periodic',
    );
  });
}

function of(run: KeepFacts, checkpoints: KeepFacts['checkpoints'], why: LetGo['why']): LetGo[] {
  // The last checkpoint is often the best one too, and then one file.
  const files = new Map(checkpoints.map(({ file, bytes }) => [file, bytes]));
  if (files.size === 0) return [];
  return [{ run, files: [...files.keys()], bytes: [...files.values()].reduce((sum, bytes) => sum + bytes, 0), why }];
}

/** Ids of the best runs of each data set; one that equals the last of them is kept as well. */
function bestOf(runs: readonly KeepFacts[], count: number): Set<string> {
  const kept = new Set<string>();
  for (const group of Map.groupBy(runs, ({ dataset }) => dataset).values()) {
    const read = group.filter((run): run is KeepFacts & { reading: number } => run.reading !== null);
    const sign = read[0]?.lowerIsBetter === true ? 1 : -1;
    const order = read.toSorted((one, two) => sign * (one.reading - two.reading));
    const last = order[Math.min(count, order.length) - 1]?.reading;
    if (last === undefined) continue;
    for (const { id, reading } of order) if (sign * (reading - last) <= 0) kept.add(id);
  }
  return kept;
}
