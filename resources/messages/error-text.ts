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

/** Text of `error.<code>` and `error.<code>.hint`. An unknown code shows itself and its parameters. */
export function errorText(locale: Locale, error: CodedError): ErrorText {
  const key = `error.${error.code}`;
  const hintKey = `${key}.hint`;
  const message = hasMessage(key)
    ? formatMessage(locale, key, error.params)
    : `${error.code} ${JSON.stringify(error.params)}`;
  return { message, hint: hasMessage(hintKey) ? formatMessage(locale, hintKey, error.params) : null };
}
