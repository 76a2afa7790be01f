/** The data section of a draft: what of it can be previewed before the rest of the experiment is right. */
import { UserError } from '../base/errors.ts';
import { targetsOf, type TableSpec, type TargetUse } from '../datasets/spec.ts';
import { problemError } from '../models/problems.ts';
import { objectivesOf } from '../training/objectives.ts';
import { crossCheck } from './experiment-file/cross-checks.ts';
import { checkSection } from './experiment-file/parse.ts';
import { usesOf } from './submission.ts';

export interface DataDraft {
  readonly spec: TableSpec;
  /** Null while the loss does not say: then the kinds of the columns do. */
  readonly uses: readonly TargetUse[] | null;
}

/** Throws the first problem of the data section; problems of other sections are not its business. */
export function readDataDraft(experiment: Readonly<Record<string, unknown>>): DataDraft {
  const { section: data, problems } = checkSection('data', experiment);
  const [problem] = problems;
  if (data === null) throw problem === undefined ? new UserError('runner.sectionMissing') : problemError(problem);
  if (data.kind !== 'table') throw new UserError('runner.previewKind', { kind: data.kind }, { path: 'data.kind' });
  const { section: training } = checkSection('training', experiment);
  const { section: model } = checkSection('model', experiment);
  if (training !== null && model !== null) {
    const wrong = crossCheck({ data, model, training }).find(({ path }) => path.startsWith('data.'));
    if (wrong !== undefined) throw problemError(wrong);
  }
  const outputs = new Set(training === null ? [] : objectivesOf(training).map(({ output }) => output));
  const isJudged = targetsOf(data).every(({ output }) => outputs.has(output));
  return { spec: data, uses: training !== null && isJudged ? usesOf({ data, training }) : null };
}
