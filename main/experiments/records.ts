/** The rows of the store as the rest of Athanor sees them, and what is handed in to make them. */
import type { ErrorParameter, SerializedError } from '../base/errors.ts';

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonObject = { readonly [key: string]: JsonValue };

/** A warning or a note: its text is found in the message catalogue by code. */
export interface CodedNote {
  readonly code: string;
  readonly params: Readonly<Record<string, ErrorParameter>>;
}

export type RunStatus =
  'queued' | 'running' | 'paused' | 'completed' | 'stopped' | 'failed' | 'diverged' | 'interrupted';

export interface NewDataset {
  /** Given by whoever wrote `datasets/<id>/`, so that folder and row agree. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'table' | 'images' | 'audio';
  readonly rows: number;
  readonly columns: number;
  /** Bytes on disk. */
  readonly bytes: number;
  /** SHA-256 of the content, hexadecimal. */
  readonly hash: string;
  readonly sourceName: string;
  readonly warningCount: number;
  /** What the data set knows about itself (options, profile, warnings, rejected rows); given back unchanged. */
  readonly detail: JsonObject;
}

export interface DatasetRecord extends Omit<NewDataset, 'detail'> {
  readonly createdAt: number;
  /** What the person wrote about it. */
  readonly note: string;
  /** The version before it; null: it is the first. */
  readonly previousId: string | null;
  /** Runs on it that have not been removed. */
  readonly runCount: number;
  readonly removedAt: number | null;
}

/** What can be changed of a data set: never its content. */
export interface DatasetChanges {
  readonly name?: string | undefined;
  readonly note?: string | undefined;
  /** The data set that it is a newer version of; null: of none. */
  readonly previousId?: string | null | undefined;
}

export interface DatasetDetailRecord extends DatasetRecord {
  readonly detail: JsonObject;
}

export interface NewRun {
  /** Name wished for; a number is added where it is taken. Left out: the experiment's name and the next number. */
  readonly name?: string;
  readonly datasetId: string;
  /** The experiment file as resolved, every default filled in. */
  readonly experiment: JsonObject;
  readonly seed: number;
  readonly epochsPlanned: number;
  readonly parameterCount?: number;
  readonly warnings?: readonly CodedNote[];
  /** The run that it was made from. */
  readonly parentId?: string;
}

export interface RunStart {
  readonly engine: string;
  readonly device: string;
  /** Versions of everything that could change a result, by name. */
  readonly versions: Readonly<Record<string, string>>;
  readonly parameterCount?: number;
}

export type CheckpointReason = 'last' | 'best' | 'periodic';

export interface CheckpointRecord {
  readonly epoch: number;
  readonly reason: CheckpointReason;
  /** File name inside `runs/<id>/`. */
  readonly file: string;
  readonly bytes: number;
  /** What a bit-identical resume asks for: graph hash, lowering, engine version, threads. */
  readonly conditions: JsonObject;
}

export interface EpochRecord {
  /** From 1. Recording an epoch that exists already (after a resume) replaces it and drops all later ones. */
  readonly epoch: number;
  /** Metric to value; NaN and the infinities are kept as they are. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Seconds that the run has trained so far, this epoch included and pauses left out. */
  readonly seconds: number;
  /** How many of them were spent outside the engine. */
  readonly outsideSeconds?: number;
  /** Every checkpoint file there is after this epoch; the earlier list is replaced. Left out: it stays as it is. */
  readonly checkpoints?: readonly CheckpointRecord[];
}

export interface TestRecord {
  readonly metrics: Readonly<Record<string, number>>;
  /** Confusion matrix or residual points, in the form that the contract calls `testEvaluation`. */
  readonly evaluation: JsonObject;
  /** Of each output that is judged. */
  readonly rows?: readonly TestRows[];
}

/** What was predicted of each test row, in drawn order, and what was true. `name`: of the output; null: the only one. */
export type TestRows =
  | {
      readonly name: string | null;
      readonly kind: 'class';
      /** Numbers of classes, in the order of the evaluation's. */
      readonly actual: Int32Array;
      readonly predicted: Int32Array;
      /** Of the class predicted. */
      readonly scores: Float32Array;
    }
  | {
      readonly name: string | null;
      readonly kind: 'value';
      /** In the target's own unit. */
      readonly actual: Float64Array;
      readonly predicted: Float64Array;
    };

export interface SplitRows {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

export interface LogEntry extends CodedNote {
  readonly at: number;
  readonly level: 'info' | 'warning' | 'error';
}

/** Over the values that are finite; null where there is none. `last` is null where the last one is not finite. */
export interface MetricSummaryRecord {
  readonly last: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly best: number | null;
  /** Epoch of `best`, the earliest of equals; 0 where there is none. */
  readonly bestEpoch: number;
}

export interface RunRecord {
  readonly id: string;
  readonly name: string;
  readonly experimentId: string;
  readonly status: RunStatus;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly seconds: number;
  /** How many of them were spent outside the engine; null for runs of earlier versions. */
  readonly outsideSeconds: number | null;
  readonly dataset: { readonly id: string; readonly name: string; readonly hash: string };
  readonly engine: string | null;
  readonly device: string | null;
  readonly epochsDone: number;
  readonly epochsPlanned: number;
  readonly seed: number;
  readonly parameterCount: number | null;
  /** Those that were asked for. */
  readonly metrics: Readonly<Record<string, MetricSummaryRecord>>;
  /** Of all its metrics. */
  readonly metricCount: number;
  readonly test: Readonly<Record<string, number | null>> | null;
  readonly settings: Readonly<Record<string, ErrorParameter>>;
  readonly error: SerializedError | null;
  readonly warnings: readonly CodedNote[];
  readonly tags: readonly string[];
  readonly starred: boolean;
  readonly note: string;
  /** Bytes that it takes on the disk: checkpoints, other files, its rows in the database. */
  readonly bytes: number;
  readonly removedAt: number | null;
  /** Out of every list that does not ask for it. */
  readonly archived: boolean;
  /** The run that it was made from, by repeating or changing its settings; null: from none, or from one gone for good. */
  readonly parentId: string | null;
}

export interface SettingChange {
  /** Of the flattened settings; `model` for a model of other layers, `data` for other data. */
  readonly path: string;
  /** Null where there is no such setting. */
  readonly before: ErrorParameter | null;
  readonly after: ErrorParameter | null;
}

export interface RunRelative {
  readonly id: string;
  readonly name: string;
  readonly isRemoved: boolean;
  /** From the older of the two to the younger; empty: it repeats it. */
  readonly changes: readonly SettingChange[];
}

export interface RunFamily {
  /** The run's own parent first, with what the run changed; then the parent's parent, with what the parent changed. */
  readonly ancestors: readonly RunRelative[];
  /** The newest first; removed ones are left out. */
  readonly children: readonly RunRelative[];
}

export interface RunDetailRecord extends RunRecord {
  readonly experiment: JsonObject;
  readonly versions: Readonly<Record<string, string>>;
  readonly rowCounts: { readonly train: number; readonly validation: number; readonly test: number } | null;
  readonly evaluation: JsonObject | null;
  readonly checkpoints: readonly CheckpointRecord[];
  readonly log: readonly LogEntry[];
  readonly disk: RunDisk;
}

/** Bytes of a run on the disk, part by part. */
export interface RunDisk {
  readonly checkpoints: number;
  /** Files beside the checkpoints; null for a run of an earlier version that nobody has looked at since. */
  readonly files: number | null;
  /** Its rows in the database: points, samples of the machine, test rows, texts. */
  readonly history: number;
}

export interface RunChanges {
  readonly name?: string;
  readonly note?: string;
  readonly starred?: boolean;
  readonly tags?: readonly string[];
  /** Of a run that is not at work. */
  readonly archived?: boolean;
}

/** A named view of the table of experiments. */
export interface SavedViewRecord {
  readonly id: string;
  readonly name: string;
  /** As the contract calls it `viewDefinition`; the store does not look inside. */
  readonly definition: JsonObject;
  /** Of at most one: what the table shows first. */
  readonly isDefault: boolean;
}

/** Bytes of many runs, part by part as in `RunDisk`. */
export interface RunSums {
  readonly runs: number;
  readonly checkpoints: number;
  readonly files: number;
  readonly history: number;
}

/** A run in the trash. */
export interface TrashedRun {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly removedAt: number;
}

/** What decides whether a run keeps its checkpoints. */
export interface KeepFacts {
  readonly id: string;
  readonly name: string;
  /** Id of its data set. */
  readonly dataset: string;
  readonly atWork: boolean;
  readonly starred: boolean;
  readonly tags: readonly string[];
  readonly endedAt: number | null;
  /** The best value of the metric that was asked for; null where the run has none. */
  readonly reading: number | null;
  readonly lowerIsBetter: boolean;
  readonly checkpoints: readonly { readonly file: string; readonly reason: CheckpointReason; readonly bytes: number }[];
}

/** A run among those that take most. */
export interface LargeRun {
  readonly id: string;
  readonly name: string;
  readonly status: RunStatus;
  /** Name of its data set. */
  readonly dataset: string;
  readonly bytes: number;
  /** Of them, those of its checkpoints. */
  readonly checkpoints: number;
  readonly removedAt: number | null;
  readonly starred: boolean;
  readonly archived: boolean;
}

/** What may be said of many runs at once. */
export interface RunMarks {
  readonly starred?: boolean;
  readonly archived?: boolean;
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
}

/** Ids of the runs that something was done to, and the runs that it was not done to, for they are at work. */
export interface RunsChanged {
  readonly changed: string[];
  readonly atWork: { readonly id: string; readonly name: string }[];
}

/** All recorded points of one metric: `values[i]` belongs to epoch `steps[i]`, or `start + i` where steps is null. */
export interface Series {
  readonly metric: string;
  readonly start: number;
  readonly steps: Int32Array | null;
  readonly values: Float64Array;
}

/** What a run took of the machine in one second of its work. Null is what nobody could tell. */
export interface SystemSample {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** How far training had come: whole epochs, and the share of the one under way. */
  readonly epoch: number | null;
  /** Share of all processors of the machine, 0 to 1. */
  readonly processor: number;
  /** Bytes of the training process, now and at its peak. */
  readonly memory: number;
  readonly peak: number;
  /** Training rows. */
  readonly rowsPerSecond: number | null;
  /** Share of the time that the graphics card was busy, 0 to 1, and bytes of it that were taken. */
  readonly gpu: number | null;
  readonly gpuMemory: number | null;
}

/** What a commit changed. `points` carries the values themselves, one event an epoch. */
export type StoreChange =
  | { readonly kind: 'run'; readonly id: string }
  | { readonly kind: 'runRemoved'; readonly id: string }
  | {
      readonly kind: 'points';
      readonly id: string;
      readonly epoch: number;
      readonly metrics: Readonly<Record<string, number>>;
    }
  /** Sample number `index` of a run, from 0. */
  | { readonly kind: 'sample'; readonly id: string; readonly index: number; readonly sample: SystemSample }
  | { readonly kind: 'dataset'; readonly id: string }
  /** The named views: there are few, and all are told. */
  | { readonly kind: 'views' }
  | { readonly kind: 'datasetRemoved'; readonly id: string };
