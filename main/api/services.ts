/** What the router needs from the rest of main. The composition root (`main/app`) fits the real parts to it. */
import type { ExperimentStore } from '../experiments/store.ts';
import type { ChangeHub } from './change-hub.ts';
import type {
  Catalogue,
  DatasetDetail,
  DatasetSummary,
  DoctorReport,
  ImportEvent,
  ModelDraft,
  ModelInspection,
  SystemStatus,
  TableOptions,
  TablePreview,
  TableSource,
} from './contract/index.ts';
import type { ReportError } from './error-boundary.ts';
import type { Staging } from './staging.ts';

/** How far a run is inside its current epoch. */
export interface RunProgress {
  readonly run: string;
  readonly epoch: number;
  /** Share of the epoch's steps done, 0 to 1. */
  readonly fraction: number;
}

/** Tables: their files and, once imported, their rows in the store. */
export interface DatasetService {
  preview(source: TableSource, options: TableOptions): Promise<TablePreview>;
  /** Ends with `done`; aborting leaves nothing behind. */
  import(
    source: TableSource,
    request: { readonly name?: string | undefined; readonly options: TableOptions; readonly signal: AbortSignal },
  ): AsyncIterable<ImportEvent>;
  list(): DatasetSummary[];
  get(reference: string): Promise<DatasetDetail>;
  rows(
    id: string,
    offset: number,
    limit: number,
  ): Promise<{ columns: string[]; rows: (string | null)[][]; total: number }>;
}

export interface ModelService {
  catalogue(): Catalogue;
  inspect(request: {
    readonly model: ModelDraft;
    readonly datasetId?: string | undefined;
    readonly target?: string | undefined;
    readonly features?: readonly string[] | undefined;
  }): Promise<ModelInspection>;
}

/** The queue of runs and the training processes behind it. */
export interface RunService {
  submit(request: {
    readonly experiment: Readonly<Record<string, unknown>>;
    readonly datasetId?: string | undefined;
    readonly folder?: string | undefined;
    readonly overrides?: Readonly<Record<string, string>> | undefined;
    readonly name?: string | undefined;
  }): Promise<{ readonly runId: string }>;
  pause(id: string): Promise<void>;
  resume(id: string): Promise<void>;
  stop(id: string): Promise<void>;
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
  readonly runs: RunService;
  readonly examples: () => Promise<Example[]>;
  readonly changes: ChangeHub;
  readonly staging: Staging;
  readonly status: () => SystemStatus;
  readonly doctor: () => Promise<DoctorReport>;
  readonly report: ReportError;
}
