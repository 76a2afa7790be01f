/** Where the command line writes: answers on standard output, everything else on standard error. */
import { writeSync } from 'node:fs';
import { errorText } from '../../../resources/messages/error-text.ts';
import {
  formatMessage,
  hasMessage,
  type Locale,
  type MessageKey,
  type MessageParameters,
} from '../../../resources/messages/index.ts';
import type { SerializedError } from '../../base/errors.ts';
import type { ProgressOutput } from './terminal/progress.ts';
import { printable } from './terminal/table.ts';

interface Coded {
  readonly code: string;
  readonly params: MessageParameters;
}

export class Console {
  readonly locale: Locale;
  /** One JSON document instead of text. */
  readonly json: boolean;
  readonly progress: ProgressOutput;

  constructor(options: { readonly locale: Locale; readonly json: boolean; readonly progress?: ProgressOutput }) {
    this.locale = options.locale;
    this.json = options.json;
    this.progress = options.progress ?? process.stderr;
  }

  text(key: MessageKey, parameters?: MessageParameters): string {
    return formatMessage(this.locale, key, parameters);
  }

  /** The text of something coded: `warning.<code>`, `log.<code>`, `doctor.<code>`. An unknown code shows itself. */
  coded(kind: string, { code, params }: Coded): string {
    const key = `${kind}.${code}`;
    return printable(hasMessage(key) ? this.text(key, params) : `${code} ${JSON.stringify(params)}`);
  }

  /** A warning's text, with the column that it is about. */
  warning(warning: Coded & { readonly column?: string | undefined }): string {
    const message = this.coded('warning', warning);
    const column = warning.column ?? warning.params['column'];
    return typeof column !== 'string' || message.includes(column) ? message : `${printable(column)}: ${message}`;
  }

  /** The answer, for a person; nothing where a document was asked for. */
  answer(text: string): void {
    if (!this.json) writeWhole(1, `${text}\n`);
  }

  /** The answer as the one JSON document. What is not finite is null. */
  document(value: unknown): void {
    if (this.json) writeWhole(1, `${JSON.stringify(value, null, 2)}\n`);
  }

  /** A part of an answer that is itself a file. */
  bytes(part: Uint8Array): void {
    writeWhole(1, part);
  }

  /** Something said beside the answer. */
  note(text: string): void {
    this.progress.write(`${text}\n`);
  }

  /** An error with its place and remedy: on standard error for a person, as the document where one was asked for. */
  fail(error: SerializedError): void {
    if (this.json) this.document({ error: this.errorDocument(error) });
    else this.note(this.errorLines(error));
  }

  errorDocument(error: SerializedError): { code: string; message: string; path: string | null } {
    return { code: error.code, message: errorText(this.locale, error).message, path: error.path ?? null };
  }

  errorLines(error: SerializedError): string {
    const { message, hint } = errorText(this.locale, error);
    const { path, location } = error;
    const file = location?.file !== undefined && !message.includes(location.file) ? `${location.file}: ` : '';
    const place = path === undefined || path === '' || message.includes(path) ? '' : `${path}: `;
    const lines = [this.text('cli.error', { message: printable(`${file}${place}${message}`) })];
    if (hint !== null) lines.push(`  ${printable(hint)}`);
    return lines.join('\n');
  }
}

/** Whole even where the pipe is slow and the process about to end. */
function writeWhole(descriptor: number, content: string | Uint8Array): void {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      // A reader that has seen enough (`| head`) is no failure.
      if (code === 'EPIPE') return;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
