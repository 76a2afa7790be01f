/** What a nasty file is, and what must become of it. */
import type { TableOptions } from '../../../main/datasets/types.ts';

export interface CorpusCase {
  readonly name: string;
  readonly file: string;
  /** The bytes, or what writes them to the path (or does something else there). */
  readonly content: string | Uint8Array | ((path: string) => void | Promise<void>);
  readonly options?: TableOptions;
  readonly expected: Refusal | Result;
}

export interface Refusal {
  /** Of the UserError. */
  readonly code: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

export interface Result {
  /** Every cell as it is stored. */
  readonly cells?: readonly (readonly (string | null)[])[];
  readonly rows?: number;
  /** Names and kinds. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Codes. */
  readonly warnings?: readonly string[];
  /** Lines. */
  readonly rejected?: readonly number[];
}
