/** The store of experiments: one SQLite file, one writer, every method one transaction. */
import type { SerializedError } from '../base/errors.ts';
import type { Completion } from './query/complete.ts';
import type { FormCondition } from './query/conditions.ts';
import type { Names } from './query/fields.ts';
import type { RunGroup, RunGrouping } from './query/group.ts';
import type { RunSearch } from './query/select.ts';
import type { RunColumns } from './run-rows.ts';
import type { UsualSettings } from './setting-counts.ts';
import type {
  CodedNote,
  DatasetChanges,
  DatasetDetailRecord,
  DatasetRecord,
  EpochRecord,
  JsonObject,
  JsonValue,
  KeepFacts,
  LargeRun,
  LogEntry,
  NewDataset,
  NewRun,
  RunChanges,
  RunDetailRecord,
  RunFamily,
  RunMarks,
  RunRecord,
  RunsChanged,
  RunSums,
  SavedViewRecord,
  RunStart,
  RunStatus,
  Series,
  SplitRows,
  StoreChange,
  SystemSample,
  TestRecord,
  TestRows,
  TrashedRun,
} from './records.ts';

export interface StoreOptions {
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
  /** A new id; see `createIdSource`. */
  readonly newId: () => string;
}

export interface DatasetTable {
  insert(dataset: NewDataset): DatasetRecord;
  /** By id, name or unique beginning of an id. Throws UserError `experiments.datasetNotFound`. */
  get(reference: string): DatasetDetailRecord;
  list(): DatasetRecord[];
  /** Removed ones too. */
  everyone(): DatasetRecord[];
  /** The data set of this content that is there and not removed. */
  findByHash(hash: string): DatasetRecord | undefined;
  /** Throws UserError `experiments.versionCircle` or `.versionKind` for a version before it that cannot be. */
  update(id: string, changes: DatasetChanges): DatasetRecord;
  /** It and all that have the same first version, the oldest first; removed ones too. */
  versions(id: string): DatasetRecord[];
  /** Hides it; its rows and files stay, so that its runs still read and `restore` can undo. */
  remove(id: string): void;
  restore(id: string): DatasetRecord;
  /** Forgets it for good, as if it had never been inserted. Only for one that no run has ever used. */
  discard(id: string): void;
  /** Ids of all rows, removed ones included: every folder in `datasets/` that is not among them is an orphan. */
  ids(): ReadonlySet<string>;
}

export interface RunTable {
  /** A queued run. Runs whose experiments differ in name, seed and path of the same data alone share one group. */
  create(run: NewRun): RunRecord;
  /** By id, name or unique beginning of an id. Throws UserError `experiments.runNotFound` or `.runAmbiguous`. */
  get(reference: string): RunDetailRecord;
  /** The id of a run, as `get` finds it. */
  idOf(reference: string): string;
  /** Newest first; removed and archived ones are left out. */
  list(
    filter?: { status?: readonly RunStatus[]; datasetId?: string; limit?: number },
    wanted?: RunColumns,
  ): RunRecord[];
  /** These runs, in this order, with what is asked for of their metrics and settings; removed ones are left out. */
  rows(ids: readonly string[], wanted: RunColumns): RunRecord[];
  /** Ids of the runs that a query finds, in the order of a field. Throws UserError `query.*` that points at a place. */
  find(search: RunSearch): string[];
  /** Every metric, test metric and setting that a run has. */
  names(): Names;
  /** The query as conditions that all hold; null where it is more than that. Throws as `find`. */
  check(where: string): FormCondition[] | null;
  /** What may stand at `cursor`, a UTF-16 offset into the query. */
  complete(where: string, cursor: number, limit?: number): Completion;
  /** Ids of the other runs of the same experiment and seed on the same data, the newest first; removed ones are left out. */
  repeats(id: string): string[];
  /** The runs that this one was made from, and those made from it. */
  family(id: string): RunFamily;
  /** Runs that a query finds, gathered by a field, with the mean of a reading. Throws as `find`. */
  groups(grouping: RunGrouping): RunGroup[];
  /** What most runs on a data set have. */
  usual(datasetId: string): UsualSettings;
  /** The longest waiting first. */
  queued(): RunRecord[];
  countByStatus(): Readonly<Partial<Record<RunStatus, number>>>;
  countArchived(): number;
  update(id: string, changes: RunChanges): RunRecord;
  /** Hides an ended run; throws UserError `experiments.runActive` for one that is not. */
  remove(id: string): void;
  restore(id: string): RunRecord;
  /** Says the same of many runs. Throws UserError `experiments.runNotFound`, with nothing done. */
  mark(ids: readonly string[], marks: RunMarks): RunsChanged;
  /** As `remove`, of many; those at work are left. */
  removeAll(ids: readonly string[]): RunsChanged;
  /** Deletes a removed run for good; false for one that is not removed, or starred. Its files are the caller's. */
  purge(id: string): boolean;
  /** Names these checkpoint files no more; false for a run at work or starred. The files are the caller's. */
  dropCheckpoints(id: string, files: readonly string[]): boolean;
  /** Gives the ids of those that had been removed. */
  restoreAll(ids: readonly string[]): string[];

  /** queued or paused → running. */
  start(id: string, start: RunStart): RunRecord;
  /** Throws BugError for a change that no run can make (see `status.ts`). */
  setStatus(id: string, status: RunStatus, error?: SerializedError): RunRecord;
  /**
   * Takes an ended run back to the end of an epoch: what was recorded after it is dropped, its checkpoints and its test
   * result too. The files are left to whoever named them.
   */
  rewind(id: string, epoch: number): RunRecord;
  /** Plans more epochs for an ended run; its test result, of fewer epochs, is dropped. `epochs`: in all. */
  extend(id: string, epochs: number): RunRecord;
  addWarning(id: string, warning: CodedNote): void;
  /** One transaction. Checkpoint files that it names must be durable before the call. */
  recordEpoch(id: string, epoch: EpochRecord): void;
  /** Several epochs in one transaction, for runs whose epochs take less time than a commit. */
  recordEpochs(id: string, epochs: readonly EpochRecord[]): void;
  recordSplit(id: string, rows: SplitRows): void;
  recordTest(id: string, test: TestRecord): void;
  log(id: string, entry: Omit<LogEntry, 'at'>): void;
  /** Bytes of the run's files beside its checkpoints. */
  recordFiles(id: string, bytes: number): void;
  recordSample(id: string, sample: SystemSample): void;

  splitRows(id: string): SplitRows | null;
  /** One a second of work, from number `from` on (0 when left out). None for runs of earlier versions. */
  samples(id: string, from?: number): SystemSample[];
  /** Of each output; none for a run that was not tested, or by a version that did not keep them. */
  testRows(id: string): TestRows[];
  /** Points from epoch `from` (1 when left out) to `to` (the last), of the named series or all metrics: see `base/run-seconds.ts`. */
  series(id: string, query?: { metrics?: readonly string[]; from?: number; to?: number }): Series[];
  /**
   * Runs that a dead process left `running` or `paused` become `interrupted` and keep their finished epochs;
   * `openStore` does it. Queued runs stay queued: whoever queued them still wants them, and nothing of theirs is lost.
   */
  interruptOrphans(): string[];
}

export interface ViewTable {
  /** In the order in which they were made. */
  list(): SavedViewRecord[];
  /** By id or name. Throws UserError `experiments.viewNotFound`. */
  get(reference: string): SavedViewRecord;
  /** Throws UserError `experiments.viewNameTaken`. */
  create(name: string, definition: JsonObject): SavedViewRecord;
  /** Throws as `get` and `create`. */
  update(
    id: string,
    changes: { readonly name?: string; readonly definition?: JsonObject; readonly isDefault?: boolean },
  ): SavedViewRecord;
  /** `restore` brings it back, under another name where its own is taken. */
  remove(id: string): void;
  restore(id: string): SavedViewRecord;
}

/** What takes how much of the disk, as far as the store knows: no file is looked at. */
export interface DiskTable {
  sums(): { readonly kept: RunSums; readonly removed: RunSums };
  /** The largest first, removed ones among them. */
  largest(limit: number): LargeRun[];
  /** Ids of runs whose files beside the checkpoints nobody has looked at. */
  unmeasured(limit: number): string[];
  /** Bytes of files beside the checkpoints, by run; null: not looked at. */
  recordFiles(sizes: ReadonlyMap<string, number | null>): void;
  /** Bytes of the database file that hold nothing: the next rows go there. */
  unusedBytes(): number;
  /** Removed runs that may be deleted for good: not starred. */
  trash(): TrashedRun[];
  /** Of every run that is not removed, with its best value of a metric. */
  keepFacts(metric: string): KeepFacts[];
  /** Of these names of folders, those that no run has. */
  unknownRuns(names: readonly string[]): string[];
  /** Deletes a removed data set that no run uses any more; false for any other. */
  purgeDataset(id: string): boolean;
  /** Deletes what deleted runs alone needed: splits, and the experiments that they were runs of. */
  sweep(): void;
  /**
   * Gives up to so many unused pages of the file back to the disk. False when there are none left, and for a file of an
   * earlier version, which keeps them for the next rows.
   */
  shrink(pages: number): boolean;
  /**
   * Writes the whole file anew without unused pages, so that `shrink` works from then on. Takes seconds for a gigabyte, in
   * which this process does nothing else, and for a while as much of the disk as the file has.
   */
  compact(): void;
}

export interface SettingTable {
  get(key: string): JsonValue | undefined;
  set(key: string, value: JsonValue): void;
}

export interface ExperimentStore {
  readonly datasets: DatasetTable;
  readonly runs: RunTable;
  readonly views: ViewTable;
  readonly disk: DiskTable;
  readonly settings: SettingTable;
  /** All that `work` writes, or nothing. */
  atomically<Result>(work: () => Result): Result;
  /** Number of the newest migration that the file has seen. */
  readonly schema: number;
  /** Called after each commit, in order. Returns the way to stop. */
  onChange(listener: (change: StoreChange) => void): () => void;
  close(): void;
}
