/** Predicts with what runs have learnt, in a process of its own: a training beside it goes on. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { datasetManifestSchema, type DatasetManifest, type ImageManifest } from '../../datasets/manifest.ts';
import type { NewData, NewRows, PredictionFormat } from '../../datasets/prediction/types.ts';
import type { DataService } from '../../datasets/service.ts';
import { targetsOf, type DataSpec } from '../../datasets/spec.ts';
import type { ColumnKind, TableOptions } from '../../datasets/types.ts';
import type { ExperimentStore } from '../../experiments/store.ts';
import type { TrainingChild } from '../training-processes.ts';
import { preparedFileName } from '../active-run.ts';
import type { GenerateProgress, GenerateRequest, GenerateResult } from '../process/protocol.ts';
import { readBasis, type PredictionBasis } from './basis.ts';
import { columnsOf, decodeOutputs, type PredictedOutput } from './decode.ts';

export interface PredictorOptions {
  readonly store: ExperimentStore;
  readonly datasets: Pick<DataService, 'prepareNew' | 'writePredictions'>;
  readonly dataFolder: string;
  /** Starts a training process. */
  readonly start: () => TrainingChild;
  /** Milliseconds after which a process that was not asked again ends. Default one minute. */
  readonly idle?: number;
}

export interface NewFile {
  readonly path: string;
  readonly name: string;
}

/** What is to be predicted: cells that somebody typed, or files, of rows, images or sounds as the run was trained on. */
export type NewSource =
  | { readonly kind: 'rows'; readonly rows: Extract<NewData, { kind: 'rows' }>['rows'] }
  | { readonly kind: 'files'; readonly files: readonly NewFile[]; readonly options?: TableOptions };

export interface PredictOptions {
  /** Whose weights; left out: those that were tested. */
  readonly epoch?: number | undefined;
  readonly signal: AbortSignal;
}

export interface Prediction extends NewRows {
  /** Epoch of the weights. */
  readonly epoch: number;
  readonly outputs: readonly PredictedOutput[];
}

/** Deleted when it is disposed of. */
export interface PredictionFile extends AsyncDisposable {
  readonly file: string;
  readonly prediction: Prediction;
}

/** What a language model is to write. */
export type GenerateSettings = Pick<GenerateRequest, 'text' | 'length' | 'temperature' | 'topK' | 'seed'>;

export interface PredictionForm {
  /** `text`: a language model, which goes on with a text. */
  readonly kind: DataSpec['kind'];
  readonly targets: readonly string[];
  /** Columns that a row needs, with the values of those that have few; none for images. */
  readonly columns: readonly {
    readonly name: string;
    readonly kind: ColumnKind;
    readonly categories: readonly string[] | null;
  }[];
  /** Height, width and channels of images as the model sees them, else null. */
  readonly shape: readonly number[] | null;
  /** Rows cannot be typed: some columns are computed from others, or each row needs its past. */
  readonly filesOnly: boolean;
  /** Of the weights that are used unless another is asked for, and those that there are. */
  readonly epoch: number;
  readonly epochs: readonly number[];
}

const defaultIdle = 60_000;
const folderName = 'predictions';

export class Predictor {
  readonly #options: PredictorOptions;
  #child: TrainingChild | null = null;
  #timer: NodeJS.Timeout | undefined;
  #asked = 0;
  #swept: Promise<void> | null = null;

  constructor(options: PredictorOptions) {
    this.#options = options;
  }

  /** What a person must give to have something predicted. Throws as `readBasis`. */
  async form(reference: string): Promise<PredictionForm> {
    const { store, dataFolder } = this.#options;
    const run = store.runs.get(reference);
    const { prepared, checkpoint } = await readBasis(run, dataFolder, undefined);
    const { spec, recipe, window, inputs } = prepared;
    const manifest = this.#datasetOf(run.dataset.id);
    const own = manifest?.kind === 'table' ? manifest.columns : [];
    return {
      kind: spec.kind,
      targets: targetsOf(spec).flatMap(({ columns }) => columns),
      columns: recipe.columns.map(({ column, kind }) => ({
        name: column,
        kind,
        categories: own.find(({ name }) => name === column)?.categories ?? null,
      })),
      shape: spec.kind === 'images' ? (inputs[0]?.shape ?? null) : null,
      filesOnly: spec.kind === 'table' && (window !== null || Object.keys(spec.compute).length > 0),
      epoch: checkpoint.epoch,
      epochs: [...new Set(run.checkpoints.map(({ epoch }) => epoch))].toSorted((one, other) => one - other),
    };
  }

  /** Predictions in memory. Throws UserError `prediction.*`. */
  async predict(reference: string, source: NewSource, options: PredictOptions): Promise<Prediction> {
    await using folder = await this.#openFolder();
    return (await this.#predict(reference, source, folder.path, options)).prediction;
  }

  /** The same as a file, which is deleted with the result: the rows with columns of predictions beside them. */
  async predictToFile(
    reference: string,
    source: Extract<NewSource, { kind: 'files' }>,
    format: PredictionFormat,
    options: PredictOptions,
  ): Promise<PredictionFile> {
    await using scope = new AsyncDisposableStack();
    const folder = scope.use(await this.#openFolder());
    const { prediction, kind } = await this.#predict(reference, source, folder.path, options);
    const own = { name: 'file', values: source.files.map(({ name }) => name) };
    const columns = [...(kind === 'table' ? [] : [own]), ...columnsOf(prediction.outputs)];
    const file = join(folder.path, `predictions.${format}`);
    const request = { folder: rowsFolder(folder.path), columns, file, format };
    await this.#options.datasets.writePredictions(request, { signal: options.signal });
    const kept = scope.move();
    return { file, prediction, [Symbol.asyncDispose]: () => kept.disposeAsync() };
  }

  /** Goes on with a text. Leaving the loop early ends it. Throws UserError `prediction.noText` and as `readBasis`. */
  async *generate(
    reference: string,
    request: GenerateSettings,
    { epoch, signal }: PredictOptions,
  ): AsyncGenerator<GenerateProgress | GenerateResult, void, undefined> {
    const { store, dataFolder } = this.#options;
    const run = store.runs.get(reference);
    const { experiment, prepared, weights } = await readBasis(run, dataFolder, epoch);
    if (prepared.text === null) throw new UserError('prediction.noText', { kind: prepared.spec.kind });
    const { model, training } = experiment;
    const file = join(dataFolder, 'runs', run.id, preparedFileName);
    const params = { ...request, model, training, prepared: file, checkpoint: weights };
    const child = this.#hold();
    try {
      for await (const item of child.requests.stream('generate', params, { signal })) {
        yield item.type === 'progress' ? item.progress : item.result;
      }
    } finally {
      this.#release();
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#child?.stop(0);
  }

  async #predict(
    reference: string,
    source: NewSource,
    folder: string,
    { epoch, signal }: PredictOptions,
  ): Promise<{ readonly prediction: Prediction; readonly kind: DataSpec['kind'] }> {
    const { store, dataFolder, datasets } = this.#options;
    const run = store.runs.get(reference);
    const basis = await readBasis(run, dataFolder, epoch);
    const target = rowsFolder(folder);
    const data = this.#newData(source, basis, run.dataset.id);
    const rows = await datasets.prepareNew({ data, prepared: basis.prepared, target }, { signal });
    const result = await this.#ask((child) =>
      child.requests.request(
        'predict',
        {
          model: basis.experiment.model,
          training: basis.experiment.training,
          prepared: target,
          checkpoint: basis.weights,
        },
        { signal },
      ),
    );
    const { kind } = basis.prepared.spec;
    return { prediction: { ...rows, epoch: result.epoch, outputs: decodeOutputs(basis.prepared, result) }, kind };
  }

  #newData(source: NewSource, { prepared }: PredictionBasis, datasetId: string): NewData {
    if (prepared.spec.kind === 'text') throw new UserError('prediction.textOnly');
    if (source.kind === 'rows') return source;
    const manifest = this.#datasetOf(datasetId);
    const files = source.files.map(({ path, name }) => ({ path, file: name }));
    if (prepared.spec.kind === 'images') {
      return { kind: 'images', files, stored: manifest?.kind === 'images' ? storedForm(manifest) : null };
    }
    if (prepared.spec.kind === 'audio') {
      return { kind: 'audio', files, storedRate: manifest?.kind === 'audio' ? manifest.sampleRate : null };
    }
    const known =
      manifest?.kind === 'table'
        ? manifest.columns.map(({ name, kind }) => [name, kind] as const)
        : prepared.recipe.columns.map(({ column, kind }) => [column, kind] as const);
    return { kind: 'table', files, options: source.options ?? {}, kinds: Object.fromEntries(known) };
  }

  /** Null where the data set has been deleted for good. */
  #datasetOf(id: string): DatasetManifest | null {
    try {
      return datasetManifestSchema.parse(this.#options.store.datasets.get(id).detail);
    } catch (error) {
      if (error instanceof UserError) return null;
      throw error;
    }
  }

  async #openFolder(): Promise<AsyncDisposable & { readonly path: string }> {
    const root = join(this.#options.dataFolder, folderName);
    // What a killed process left is of no use to anyone.
    this.#swept ??= rm(root, { recursive: true, force: true }).then(async () => {
      await mkdir(root, { recursive: true });
    });
    await this.#swept;
    const path = await mkdtemp(join(root, 'p'));
    return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
  }

  async #ask<Result>(question: (child: TrainingChild) => Promise<Result>): Promise<Result> {
    const child = this.#hold();
    try {
      return await question(child);
    } finally {
      this.#release();
    }
  }

  /** The process, which does not end before `#release`. */
  #hold(): TrainingChild {
    clearTimeout(this.#timer);
    this.#child ??= this.#started();
    this.#asked += 1;
    return this.#child;
  }

  #release(): void {
    this.#asked -= 1;
    if (this.#asked > 0) return;
    this.#timer = setTimeout(() => {
      const idle = this.#child;
      // Forgotten first: whoever asks while it ends needs another.
      this.#child = null;
      void idle?.stop();
    }, this.#options.idle ?? defaultIdle);
    this.#timer.unref();
  }

  #started(): TrainingChild {
    const child = this.#options.start();
    void child.exited.then(() => {
      if (this.#child === child) this.#child = null;
    });
    return child;
  }
}

/** Of the new rows' arrays. */
function rowsFolder(folder: string): string {
  return join(folder, 'rows');
}

function storedForm({ options: { size, channels, resize } }: ImageManifest) {
  return { size, channels, resize };
}
