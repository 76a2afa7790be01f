/** What the router needs from the rest of main. The composition root (`main/app`) fits the real parts to it. */
import type { ExperimentStore } from '../experiments/store.ts';
import type {
  NewFile,
  NewSource,
  Prediction,
  PredictionFile,
  PredictionForm,
  GenerateSettings,
  PredictOptions,
} from '../runner/prediction/predictor.ts';
import type { GenerateProgress, GenerateResult } from '../runner/process/protocol.ts';
import type { Runner } from '../runner/runner.ts';
import type { ChangeHub } from './change-hub.ts';
import type {
  AppDefaults,
  AugmentedImages,
  AugmentQuery,
  AudioOptions,
  AudioPreview,
  ClipPage,
  ClipQuery,
  Catalogue,
  DatasetDetail,
  DatasetProfile,
  DatasetSummary,
  DatasetVersion,
  DatasetVocabulary,
  DiskReport,
  DoctorReport,
  DatasetKind,
  FeaturesForm,
  FolderChoice,
  ImageOptions,
  ImagePage,
  ImagePreview,
  ImageQuery,
  ImportEvent,
  KeepRules,
  ModelDifference,
  ModelDraft,
  ModelInspection,
  ModelTemplate,
  TemplateQuery,
  PredictFileQuery,
  PurgeCandidate,
  PurgeResult,
  QueryResult,
  RecipePreview,
  RecipeQuery,
  Reproduction,
  RowsComparison,
  RowsComparisonQuery,
  RowsPage,
  RowsQuery,
  RunLayers,
  RunLayersQuery,
  RunLineage,
  SystemStatus,
  TableOptions,
  TablePreview,
  TableSource,
  TargetForm,
  TestedRows,
  TestedRowsQuery,
  VocabularyQuery,
} from './contract/index.ts';
import type { ReportError } from './error-boundary.ts';
import type { Staging } from './staging.ts';

/** Data sets: their files and, once imported, their rows in the store. */
export interface DatasetService {
  /** Several sources are one table. */
  preview(sources: readonly TableSource[], options: TableOptions): Promise<TablePreview>;
  /** Ends with `done`; aborting leaves nothing behind. */
  import(
    sources: readonly TableSource[],
    request: { readonly name?: string | undefined; readonly options: TableOptions; readonly signal: AbortSignal },
  ): AsyncIterable<ImportEvent>;
  detect(source: TableSource): Promise<DatasetKind>;
  previewImages(source: TableSource, options: ImageOptions): Promise<ImagePreview>;
  /** As `import`. */
  importImages(
    source: TableSource,
    request: { readonly name?: string | undefined; readonly options: ImageOptions; readonly signal: AbortSignal },
  ): AsyncIterable<ImportEvent>;
  images(id: string, query: Omit<ImageQuery, 'id'>): Promise<ImagePage>;
  augmented(id: string, query: Omit<AugmentQuery, 'id'>): Promise<AugmentedImages>;
  previewAudio(source: TableSource, options: AudioOptions): Promise<AudioPreview>;
  /** As `import`. */
  importAudio(
    source: TableSource,
    request: { readonly name?: string | undefined; readonly options: AudioOptions; readonly signal: AbortSignal },
  ): AsyncGenerator<ImportEvent, void, undefined>;
  clips(id: string, query: Omit<ClipQuery, 'id'>): Promise<ClipPage>;
  sound(id: string, row: number): Promise<{ wav: Blob }>;
  list(): DatasetSummary[];
  get(reference: string): Promise<DatasetDetail>;
  versions(reference: string): DatasetVersion[];
  /** Throws UserError `api.notATable` for other kinds. */
  profile(id: string, target: string | null): Promise<DatasetProfile>;
  rows(id: string, page: Omit<RowsQuery, 'id'>): Promise<RowsPage>;
  previewRecipe(query: RecipeQuery, options?: { readonly signal?: AbortSignal | undefined }): Promise<RecipePreview>;
  vocabulary(id: string, query: Omit<VocabularyQuery, 'id'>): Promise<DatasetVocabulary>;
  /** Files on disk. What was staged of them is discarded with the result. */
  openFiles(sources: readonly TableSource[]): Promise<AsyncDisposable & { readonly files: readonly NewFile[] }>;
  /** A SELECT over the table `data`. */
  query(
    id: string,
    query: { readonly sql: string; readonly limit: number; readonly signal?: AbortSignal | undefined },
  ): Promise<QueryResult>;
}

export interface PredictionService {
  /** Throws UserError `prediction.*` for a run that cannot predict. */
  form(reference: string): Promise<PredictionForm>;
  predict(reference: string, source: NewSource, options: PredictOptions): Promise<Prediction>;
  predictToFile(
    reference: string,
    source: Extract<NewSource, { kind: 'files' }>,
    format: PredictFileQuery['format'],
    options: PredictOptions,
  ): Promise<PredictionFile>;
  /** Throws UserError `prediction.noText` for a run that is no language model. */
  generate(
    reference: string,
    request: GenerateSettings,
    options: PredictOptions,
  ): AsyncIterable<GenerateProgress | GenerateResult>;
}

export interface ModelService {
  catalogue(): Catalogue | Promise<Catalogue>;
  inspect(request: {
    readonly model: ModelDraft;
    readonly datasetId?: string | undefined;
    readonly target?: TargetForm | undefined;
    readonly features?: FeaturesForm | undefined;
    readonly preprocess?: object | undefined;
    readonly window?: { readonly length: number } | undefined;
    readonly featureCount?: number | undefined;
    readonly size?: readonly [number, number] | undefined;
    readonly channels?: number | undefined;
    readonly audio?: object | undefined;
    readonly text?: { readonly length: number; readonly vocabulary: number } | undefined;
  }): Promise<ModelInspection>;
  /** Those that fit the data. */
  templates(data: TemplateQuery): ModelTemplate[] | Promise<ModelTemplate[]>;
}

export interface ComparisonService {
  /** Ids of runs. */
  models(left: string, right: string): Promise<ModelDifference>;
  /** Throws UserError `comparison.*` where the two were not tested on the same rows for the same thing. */
  rows(query: RowsComparisonQuery): Promise<RowsComparison>;
  /** Rows that one run is most wrong about. Throws as `rows`. */
  tested(query: TestedRowsQuery): Promise<TestedRows>;
  /** Of ids of runs. */
  reproduction(left: string, right: string): Promise<Reproduction>;
}

export interface DiskService {
  report(): Promise<DiskReport>;
  purgeable(): Promise<PurgeCandidate[]>;
  purge(keys: readonly string[]): Promise<PurgeResult>;
  /** Bytes of the database's files. Throws UserError `disk.compactInWindow` and `disk.compactNoRoom`. */
  compact(): Promise<{ before: number; after: number }>;
  rules(): Promise<KeepRules>;
  setRules(rules: KeepRules): Promise<KeepRules>;
}

export interface Example {
  readonly name: string;
  readonly title: string;
  readonly experiment: Record<string, unknown>;
}

export interface Services {
  readonly store: ExperimentStore;
  readonly datasets: DatasetService;
  readonly models: ModelService;
  readonly comparison: ComparisonService;
  readonly predictor: PredictionService;
  readonly runs: Pick<
    Runner,
    | 'submit'
    | 'preflight'
    | 'queue'
    | 'moveInQueue'
    | 'setQueue'
    | 'pause'
    | 'resume'
    | 'extend'
    | 'setLearningRate'
    | 'stop'
  >;
  readonly lineage: (runId: string) => Promise<RunLineage>;
  /** Throws UserError `runner.noCheckpointAt` for an epoch that none is kept of. */
  readonly layers: (query: RunLayersQuery) => Promise<RunLayers>;
  readonly disk: DiskService;
  readonly examples: () => Promise<Example[]>;
  readonly changes: ChangeHub;
  readonly staging: Staging;
  readonly status: () => SystemStatus;
  readonly doctor: () => Promise<DoctorReport>;
  /** What the app does where an experiment says nothing. */
  readonly defaults: { read(): AppDefaults; write(defaults: AppDefaults): void };
  readonly folders: {
    read(): FolderChoice;
    choose(folder: string | null): FolderChoice;
  };
  readonly report: ReportError;
}
