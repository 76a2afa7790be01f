/** The experiment file, version 1: checks every section, fills in every default, and names whatever is wrong. */
import type { z } from 'zod';
import type { UserError } from '../../base/errors.ts';
import { nearestName } from '../../base/nearest.ts';
import { dataSpecSchema, type DataSpec } from '../../datasets/spec.ts';
import { problemError, showValue, type Problem } from '../../models/problems.ts';
import { modelSchema, type ModelSpec } from '../../models/spec.ts';
import { trainingSchema, type TrainingSpec } from '../../training/spec.ts';
import { crossCheck } from './cross-checks.ts';
import { engineSpecSchema, type EngineSpec } from './engine-section.ts';
import { sectionProblems } from './section-problems.ts';

export const experimentVersion = 1;

/** An experiment with every default filled in: what a run records, and all that it takes to repeat it on its data. */
export interface Experiment {
  readonly athanor: typeof experimentVersion;
  readonly name: string;
  readonly data: DataSpec;
  readonly model: ModelSpec;
  readonly training: TrainingSpec;
  readonly engine: EngineSpec;
}

export type ExperimentCheck =
  | { readonly ok: true; readonly experiment: Experiment }
  | { readonly ok: false; readonly problems: readonly [Problem, ...Problem[]] };

const sections = {
  data: dataSpecSchema,
  model: modelSchema,
  training: trainingSchema,
  engine: engineSpecSchema,
} as const;
type SectionName = keyof typeof sections;

const fields = ['athanor', 'name', ...Object.keys(sections)];
const longestName = 200;
const defaultName = 'experiment';

/** Everything that is wrong with an experiment, or the experiment. The data itself is not looked at. */
export function checkExperiment(raw: unknown): ExperimentCheck {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return failed([{ code: 'runner.notAnObject', params: { found: showValue(raw) }, path: '' }]);
  }
  const given = raw as Readonly<Record<string, unknown>>;
  const version = versionProblem(given['athanor']);
  // Of another version nothing else can be judged.
  if (version !== null) return failed([version]);
  const problems: Problem[] = Object.keys(given)
    .filter((field) => !fields.includes(field))
    .map((field) => ({
      code: 'runner.unknownField',
      params: { field, nearest: nearestName(field, fields), known: fields.join(', ') },
      path: field,
    }));
  const name = readName(given['name'] ?? defaultName, problems);
  const data = parseSection('data', given, problems);
  const model = parseSection('model', given, problems);
  const training = parseSection('training', given, problems);
  const engine = parseSection('engine', { engine: {}, ...given }, problems);
  if (data === null || model === null || training === null || engine === null) return failed(problems);
  problems.push(...crossCheck({ data, model, training }));
  if (problems.length > 0) return failed(problems);
  return {
    ok: true,
    experiment: { athanor: experimentVersion, name, data, model, training, engine },
  };
}

/** One section of an experiment, whatever the others are like; null with its problems where it is wrong. */
export function checkSection<Name extends SectionName>(
  name: Name,
  raw: Readonly<Record<string, unknown>>,
): { readonly section: z.output<(typeof sections)[Name]> | null; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const section = parseSection(name, raw, problems);
  return { section, problems };
}

/** The experiment, or its first problem as an error. */
export function parseExperiment(raw: unknown): Experiment {
  const check = checkExperiment(raw);
  if (check.ok) return check.experiment;
  throw experimentError(check.problems);
}

function experimentError([first]: readonly [Problem, ...Problem[]]): UserError {
  return problemError(first);
}

function failed(problems: readonly Problem[]): ExperimentCheck {
  const [first, ...rest] = problems;
  if (first === undefined) throw new RangeError('a failed check has a problem');
  return { ok: false, problems: [first, ...rest] };
}

function readName(name: unknown, problems: Problem[]): string {
  if (typeof name === 'string' && name.trim() !== '' && name.length <= longestName) return name;
  problems.push({
    code: 'runner.expectedName',
    params: { longest: longestName, found: showValue(name) },
    path: 'name',
  });
  return defaultName;
}

function versionProblem(found: unknown): Problem | null {
  if (found === experimentVersion) return null;
  return found === undefined
    ? { code: 'runner.versionMissing', params: {}, path: 'athanor' }
    : { code: 'runner.versionWrong', params: { found: showValue(found) }, path: 'athanor' };
}

function parseSection<Name extends SectionName>(
  name: Name,
  given: Readonly<Record<string, unknown>>,
  problems: Problem[],
): z.output<(typeof sections)[Name]> | null {
  const value = given[name];
  if (value === undefined) {
    problems.push({ code: 'runner.sectionMissing', params: { section: name }, path: name });
    return null;
  }
  const schema: z.ZodType = sections[name];
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data as z.output<(typeof sections)[Name]>;
  problems.push(...sectionProblems(parsed.error, schema, value, name));
  return null;
}
