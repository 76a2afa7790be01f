/** The window's language: texts from the catalogue, and numbers, sizes and times as that language writes them. */
import {
  formatMessage,
  hasMessage,
  localeOf,
  locales,
  type Locale,
  type MessageKey,
  type MessageParameters,
} from '../resources/messages/index.ts';
import { readStored, writeStored } from './storage.ts';

/** What stands where a value is missing. */
export const missing = '–';

type NumberLike = number | null | undefined;

export class I18n {
  #locale = $state<Locale>('en');

  constructor(locale?: Locale) {
    const stored = locales.find((known) => known === readStored('locale'));
    this.#locale = locale ?? stored ?? localeOf(typeof navigator === 'undefined' ? undefined : navigator.language);
    this.#apply();
  }

  get locale(): Locale {
    return this.#locale;
  }

  set locale(locale: Locale) {
    this.#locale = locale;
    writeStored('locale', locale);
    this.#apply();
  }

  #apply(): void {
    if (typeof document !== 'undefined') document.documentElement.lang = this.#locale === 'zh' ? 'zh-CN' : 'en';
  }

  t(key: MessageKey, params?: MessageParameters): string {
    return formatMessage(this.#locale, key, params);
  }

  /** The text of a key that is put together at run time (a layer's field, a warning), or `fallback`. */
  textOr(key: string, fallback: string, params?: MessageParameters): string {
    return hasMessage(key) ? formatMessage(this.#locale, key, params) : fallback;
  }

  /** `a, b or c`. */
  either(words: readonly string[]): string {
    return new Intl.ListFormat(this.#locale, { type: 'disjunction' }).format(words);
  }

  number(value: NumberLike, options: Intl.NumberFormatOptions = { maximumFractionDigits: 3 }): string {
    if (value === null || value === undefined || !Number.isFinite(value)) return missing;
    return numberFormat(this.#locale, options).format(value);
  }

  /** A measured quantity in at most `digits` significant digits; very small or large ones by powers of ten. */
  significant(value: NumberLike, digits = 4): string {
    if (value === null || value === undefined || !Number.isFinite(value)) return missing;
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-4 || size >= 1e9)) return value.toExponential(Math.max(0, digits - 2));
    return numberFormat(this.#locale, { maximumSignificantDigits: digits }).format(value);
  }

  /** A metric: four decimals, so that columns of them line up. */
  reading(value: NumberLike): string {
    if (value === null || value === undefined || !Number.isFinite(value)) return missing;
    const size = Math.abs(value);
    if (size !== 0 && (size < 5e-5 || size >= 1e6)) return value.toExponential(3);
    const decimals = size >= 1000 ? 1 : size >= 100 ? 2 : size >= 10 ? 3 : 4;
    return numberFormat(this.#locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(
      value,
    );
  }

  /** 18.5 k, 1.2 M: for counts of parameters. */
  compact(value: NumberLike): string {
    if (value === null || value === undefined || !Number.isFinite(value)) return missing;
    if (Math.abs(value) < 10_000) return this.number(value);
    const [divisor, unit] = value >= 1e9 ? [1e9, 'G'] : value >= 1e6 ? [1e6, 'M'] : [1e3, 'k'];
    return `${this.number(value / divisor, { maximumSignificantDigits: 3 })} ${unit}`;
  }

  percent(value: NumberLike, decimals = 2): string {
    if (value === null || value === undefined || !Number.isFinite(value)) return missing;
    const text = this.number(value * 100, { minimumFractionDigits: 0, maximumFractionDigits: decimals });
    return this.#locale === 'zh' ? `${text}%` : `${text} %`;
  }

  bytes(value: NumberLike): string {
    if (value === null || value === undefined || !Number.isFinite(value)) return missing;
    const units = ['B', 'kB', 'MB', 'GB', 'TB'];
    let amount = value;
    let unit = 0;
    while (amount >= 1000 && unit < units.length - 1) {
      amount /= 1000;
      unit += 1;
    }
    const decimals = unit === 0 || amount >= 100 ? 0 : 1;
    return `${this.number(amount, { minimumFractionDigits: decimals, maximumFractionDigits: decimals })} ${units[unit] ?? ''}`;
  }

  /** 0.4 s, 12 s, 1 min 2 s, 2 h 5 min. */
  duration(seconds: NumberLike): string {
    if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return missing;
    if (seconds < 10) return this.t('common.seconds', { seconds: this.number(seconds, { maximumFractionDigits: 1 }) });
    const whole = Math.round(seconds);
    if (whole < 60) return this.t('common.seconds', { seconds: this.number(whole) });
    if (whole < 3600) return this.t('common.minutes', { minutes: Math.floor(whole / 60), seconds: whole % 60 });
    return this.t('common.hours', { hours: Math.floor(whole / 3600), minutes: Math.floor((whole % 3600) / 60) });
  }

  /** A moment, in full. */
  time(milliseconds: NumberLike): string {
    if (milliseconds === null || milliseconds === undefined) return missing;
    return dateFormat(this.#locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(milliseconds);
  }

  /** How long ago, in one word or two; a date from a week on. */
  ago(milliseconds: NumberLike, now = Date.now()): string {
    if (milliseconds === null || milliseconds === undefined) return missing;
    const seconds = (now - milliseconds) / 1000;
    if (seconds < 45) return this.t('common.now');
    if (seconds >= 7 * 86_400) return dateFormat(this.#locale, { dateStyle: 'medium' }).format(milliseconds);
    const relative = new Intl.RelativeTimeFormat(this.#locale, { numeric: 'auto', style: 'short' });
    if (seconds < 3600) return relative.format(-Math.max(1, Math.round(seconds / 60)), 'minute');
    if (seconds < 86_400) return relative.format(-Math.round(seconds / 3600), 'hour');
    return relative.format(-Math.round(seconds / 86_400), 'day');
  }

  status(
    status: 'queued' | 'running' | 'paused' | 'completed' | 'stopped' | 'failed' | 'diverged' | 'interrupted',
  ): string {
    return this.t(`status.${status}`);
  }
}

const numberFormats = new Map<string, Intl.NumberFormat>();

/** Making a format costs far more than using it, and a table uses thousands. */
function numberFormat(locale: Locale, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  let format = numberFormats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, options);
    numberFormats.set(key, format);
  }
  return format;
}

const dateFormats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  let format = dateFormats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, options);
    dateFormats.set(key, format);
  }
  return format;
}
