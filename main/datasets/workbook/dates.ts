/** Dates of spreadsheets: numbers of days, told from other numbers by how they are shown. */

/** Formats that every workbook has without writing them down (ECMA-376 part 1, 18.8.30). */
const builtInDates = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47]);

/** @param code of a format that the workbook defines itself */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return builtInDates.has(id) || (id >= 50 && id <= 58);
  // What is quoted, escaped, or in brackets (a colour, a condition) is no part of the pattern; `[h]` is.
  const [pattern = ''] = code
    .replace(/"[^"]*"|\\.|_./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
    .split(';');
  return /[ymdhs]/i.test(pattern) && !/^general$/i.test(pattern.trim());
}

const dayLength = 86_400_000;

/** A day's number as `YYYY-MM-DD`, with the time where there is one. Null for what is no date. */
export function serialDate(serial: number, from1904: boolean): string | null {
  // Excel believes that 1900 was a leap year: its days before March are one less.
  const sinceEpoch = from1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial;
  const date = new Date(Math.round((sinceEpoch - 25_569) * dayLength));
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 || serial < 0) return null;
  const text = date.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 23).replace('T', ' ').replace('.000', '');
}
