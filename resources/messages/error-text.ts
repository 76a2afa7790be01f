/** Turns an error that crossed a boundary into the sentence and the remedy that a person reads. */
import { formatMessage, hasMessage, type Locale } from './index.ts';

export interface ErrorText {
  readonly message: string;
  /** What to do; null where there is nothing to advise. */
  readonly hint: string | null;
}

interface CodedError {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * Text of `error.<code>` and `error.<code>.hint`. An unknown code shows itself and its parameters, and so does one that an
 * earlier version has stored with fewer parameters than the text of today names.
 */
export function errorText(locale: Locale, { code, params }: CodedError): ErrorText {
  const key = `error.${code}`;
  const hintKey = `${key}.hint`;
  return {
    message: textOf(locale, key, params) ?? `${code} ${JSON.stringify(params)}`,
    hint: textOf(locale, hintKey, params),
  };
}

function textOf(locale: Locale, key: string, params: CodedError['params']): string | null {
  if (!hasMessage(key)) return null;
  try {
    return formatMessage(locale, key, params);
  } catch {
    return null;
  }
}
