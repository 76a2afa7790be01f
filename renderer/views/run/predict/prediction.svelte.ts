/** What is asked of a run's model in the window: a row that is typed, or files, and what the model says of them. */
import type {
  Prediction,
  PredictedOutput,
  PredictFileEvent,
  PredictionForm,
  TableSource,
} from '../../../../main/api/contract/index.ts';
import type { SerializedError } from '../../../../main/base/errors.ts';
import type { Client } from '../../../connection/connection.svelte.ts';
import { sendFile, type SourceFile } from '../../../connection/send-file.ts';
import { codedError } from '../../../errors.ts';

/** Cells by column, as texts; empty is missing. */
export type Row = Readonly<Record<string, string>>;

interface Example {
  readonly row: Row;
  /** What the data says of the row's targets; null where it says nothing. */
  readonly truth: Row | null;
}

export interface OfferedFile {
  readonly file: SourceFile;
  /** Where the core finds it itself, or null. */
  readonly path: string | null;
}

/** A prediction of files that are shown one by one, in their order. */
export interface NamedPrediction {
  readonly names: readonly string[];
  readonly prediction: Prediction;
}

export type WrittenFile = Extract<PredictFileEvent, { kind: 'done' }> & { readonly content: Blob };

export type PredictApi = Pick<Client, 'runs' | 'datasets'>;

/** How long typing goes on before the model is asked, in milliseconds. */
const settleTime = 150;

export class PredictDesk {
  readonly #api: PredictApi;
  readonly #run: string;
  readonly #datasetId: string;
  #form = $state.raw<PredictionForm | null>(null);
  #row = $state.raw<Row>({});
  #truth = $state.raw<Row | null>(null);
  #answer = $state.raw<Prediction | null>(null);
  #shown = $state.raw<NamedPrediction | null>(null);
  /** Why there is no answer. */
  #problem = $state.raw<SerializedError | null>(null);
  #busy = $state(false);
  #sent = $state(0);
  #epoch = $state<number | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  /** What has been typed since an example was asked for: it is the person's, and stays. */
  #typed: Row = {};

  constructor(api: PredictApi, run: string, datasetId: string) {
    this.#api = api;
    this.#run = run;
    this.#datasetId = datasetId;
  }

  get form(): PredictionForm | null {
    return this.#form;
  }

  get row(): Row {
    return this.#row;
  }

  /** What the data says of the row's targets, as long as the row is one of the data's. */
  get truth(): Row | null {
    return this.#truth;
  }

  get answer(): Prediction | null {
    return this.#answer;
  }

  get shown(): NamedPrediction | null {
    return this.#shown;
  }

  get problem(): SerializedError | null {
    return this.#problem;
  }

  /** Whether files are being predicted. */
  get busy(): boolean {
    return this.#busy;
  }

  /** Bytes of the files that have been sent. */
  get sent(): number {
    return this.#sent;
  }

  /** Epoch of the weights that are used. */
  get epoch(): number | null {
    return this.#epoch ?? this.#form?.epoch ?? null;
  }

  /** The form appears with its first example in it: one that came later would run into what is being typed. */
  async open(): Promise<void> {
    try {
      const form = await this.#api.runs.predictionForm({ id: this.#run });
      const isTyped = form.kind === 'table' && !form.filesOnly;
      if (isTyped) this.#show(await this.#example(form));
      this.#form = form;
      if (isTyped) await this.#ask();
    } catch (error) {
      this.#problem = codedError(error);
    }
  }

  /** Fills the form with one of the run's test rows, another one each time; what is typed meanwhile stays. */
  async takeExample(): Promise<void> {
    if (this.#form === null) return;
    this.#typed = {};
    this.#show(await this.#example(this.#form));
    await this.#ask();
  }

  #show({ row, truth }: Example): void {
    const isTyped = Object.keys(this.#typed).length > 0;
    this.#row = { ...row, ...this.#typed };
    this.#truth = isTyped ? null : truth;
  }

  async #example({ columns, targets }: PredictionForm): Promise<Example> {
    try {
      const { test } = await this.#api.runs.splitRows({ id: this.#run });
      const offset = test[Math.floor(Math.random() * test.length)] ?? 0;
      const page = await this.#api.datasets.rows({ id: this.#datasetId, offset, limit: 1 });
      const cells = new Map(page.columns.map((name, index) => [name, page.rows[0]?.[index] ?? '']));
      return {
        row: Object.fromEntries(columns.map(({ name }) => [name, cells.get(name) ?? ''])),
        truth: Object.fromEntries(targets.map((name) => [name, cells.get(name) ?? ''])),
      };
    } catch {
      // The data set has been deleted: the person types the whole row.
      return { row: Object.fromEntries(columns.map(({ name }) => [name, ''])), truth: null };
    }
  }

  set(column: string, cell: string): void {
    this.#typed = { ...this.#typed, [column]: cell };
    this.#row = { ...this.#row, [column]: cell };
    this.#truth = null;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), settleTime);
  }

  async useEpoch(epoch: number): Promise<void> {
    this.#epoch = epoch;
    this.#shown = null;
    if (this.#form?.kind === 'table' && !this.#form.filesOnly) await this.#ask();
  }

  async #ask(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const answer = await this.#api.runs.predict({
        ...this.#weights(),
        source: { kind: 'rows', rows: [{ ...this.#row }] },
      });
      if (asked !== this.#asked) return;
      this.#answer = answer;
      this.#problem = null;
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#answer = null;
      this.#problem = codedError(error);
    }
  }

  /** A table to a file with the predictions beside its rows; null where it failed. */
  async predictTable(offered: OfferedFile): Promise<WrittenFile | null> {
    return this.#working([offered], async (files) => {
      const pieces: Uint8Array<ArrayBuffer>[] = [];
      for await (const event of await this.#api.runs.predictFile({ ...this.#weights(), files })) {
        if (event.kind === 'done') return { ...event, content: new Blob(pieces, { type: 'text/csv' }) };
        pieces.push(fromBase64(event.base64));
      }
      return null;
    });
  }

  /** Images or sounds, whose predictions are shown. */
  async predictFiles(offered: readonly OfferedFile[]): Promise<void> {
    await this.#working(offered, async (files) => {
      const prediction = await this.#api.runs.predict({ ...this.#weights(), source: { kind: 'files', files } });
      this.#shown = { names: offered.map(({ file }) => file.name), prediction };
    });
  }

  async #working<Result>(
    offered: readonly OfferedFile[],
    work: (files: TableSource[]) => Promise<Result>,
  ): Promise<Result | null> {
    this.#busy = true;
    this.#problem = null;
    this.#sent = 0;
    try {
      const files: TableSource[] = [];
      for (const { file, path } of offered) {
        const before = this.#sent;
        files.push(
          path === null
            ? await sendFile(this.#api, file, { onProgress: (done) => (this.#sent = before + done) })
            : { kind: 'path', path },
        );
      }
      return await work(files);
    } catch (error) {
      this.#problem = codedError(error);
      return null;
    } finally {
      this.#busy = false;
    }
  }

  #weights(): { readonly id: string; readonly epoch?: number } {
    return { id: this.#run, ...(this.#epoch === null ? {} : { epoch: this.#epoch }) };
  }
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** The likeliest classes of a row first. */
export function rankedClasses(
  { classes, probabilities }: Extract<PredictedOutput, { kind: 'classes' }>,
  row: number,
): { readonly name: string; readonly probability: number }[] {
  return classes
    .map((name, index) => ({ name, probability: probabilities[row]?.[index] ?? 0 }))
    .toSorted((one, other) => other.probability - one.probability);
}
