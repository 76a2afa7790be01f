/** Files with classes, whatever they hold: a folder for each class, or a list of paths and classes. */
import type { DataWarning } from '../types.ts';
import type { FileTree } from './tree.ts';
import type { Part, RejectedFile } from './types.ts';

export interface FileRequest {
  readonly tree: FileTree;
  readonly options: {
    /** Of a list. */
    readonly pathColumn?: string | undefined;
    readonly labelColumn?: string | undefined;
  };
  /** Whether a file of this name is taken for an example. Whether it is one shows when it is read. */
  readonly isExample: (path: string) => boolean;
  /** What is said of a file that is none. */
  readonly notAnExample: string;
}

export interface ListedFile {
  /** As the person finds it again: its path, or its place in an array. */
  readonly name: string;
  /** Place in `classes`. */
  readonly label: number;
  readonly part: Part | null;
  readonly bytes: number;
}

export interface OpenedFiles {
  readonly classes: readonly string[];
  readonly files: readonly ListedFile[];
  readonly rejected: readonly RejectedFile[];
  readonly warnings: readonly DataWarning[];
  /** Columns of a list. */
  readonly columns: readonly string[];
  /** The whole of a file. Throws `FileRefused` for one that cannot be read. */
  read(index: number): Promise<Uint8Array>;
  close(): Promise<void>;
}
