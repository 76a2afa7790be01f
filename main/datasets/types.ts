/** What is said about a table everywhere: kinds of columns, warnings, rejected rows, and how text was read. */
import { z } from 'zod';

/**
 * - `integer`, `number`, `boolean`, `date`: every cell that is not missing reads as one.
 * - `category`: text with few different values; `text`: all other text.
 */
export const columnKindSchema = z.enum(['integer', 'number', 'boolean', 'category', 'date', 'text']);
export type ColumnKind = z.infer<typeof columnKindSchema>;

/** A note about data; its text is `warning.<code>` in the catalogue. */
export const dataWarningSchema = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  column: z.string().optional(),
  /** Line in the source file, from 1. */
  line: z.int().optional(),
});
export type DataWarning = z.infer<typeof dataWarningSchema>;

export const rejectReasonSchema = z.enum([
  'tooFewFields',
  'tooManyFields',
  'quote',
  'encoding',
  'tooLong',
  'nul',
  'syntax',
  'other',
]);
export type RejectReason = z.infer<typeof rejectReasonSchema>;

/** A row of the source that is not in the table. */
export const rejectedRowSchema = z.object({
  /** The file that it is in, where a table has several. */
  file: z.string().optional(),
  /** Line at which the row begins, from 1; row of a sheet, or number of the record where a format has no lines. */
  line: z.int(),
  reason: rejectReasonSchema,
  /** Fields that the row has, where they could be counted. */
  found: z.int().nullable(),
  /** Its beginning. */
  text: z.string(),
});
export type RejectedRow = z.infer<typeof rejectedRowSchema>;

/** How a table file is to be read. What is left out is sniffed. */
export const tableOptionsSchema = z.strictObject({
  /** One character; in settled options empty for formats that have none. */
  delimiter: z.string().max(1).optional(),
  /** Empty: no quoting. */
  quote: z.string().max(1).optional(),
  header: z.boolean().optional(),
  /** A label of the WHATWG encoding standard, such as `utf-8`, `utf-16le`, `gb18030`. */
  encoding: z.string().optional(),
  /** What stands between the whole and the fraction of a number. */
  decimal: z.enum(['.', ',']).optional(),
  /** The sheet of a workbook or the table of a database; its first where it is left out. */
  table: z.string().optional(),
  /**
   * Plain texts: `files` is a row a file of a folder, an archive or a list; `lines` a row a line, `characters` a row a
   * character. Folders and archives of texts need not be told.
   */
  texts: z.enum(['files', 'lines', 'characters']).optional(),
  /** Cells that count as missing, beside the empty one. */
  missing: z.array(z.string()).optional(),
  /** Kinds that the person chose, by column name. */
  kinds: z.record(z.string(), columnKindSchema).optional(),
  /** What becomes of rows that do not fit: the import is refused, or they are kept aside and listed. */
  onBadRow: z.enum(['refuse', 'keepAside']).optional(),
});
export type TableOptions = z.infer<typeof tableOptionsSchema>;

/** Options with everything settled; `format` says what was made of texts. */
export const settledOptionsSchema = tableOptionsSchema
  .omit({ texts: true })
  .required()
  .extend({
    format: z.string(),
    // Data sets from before these options have none.
    decimal: z.enum(['.', ',']).default('.'),
    table: z.string().default(''),
    /** Lines before the table that are not part of it. */
    skip: z.int().nonnegative(),
  });
export type SettledOptions = z.infer<typeof settledOptionsSchema>;

/** More wrong rows than this are a sign that the file is read in the wrong way. */
export const mostRejectedRows = 10_000;

/** Cells that count as missing unless the person says otherwise. */
export const defaultMissingMarkers: readonly string[] = [
  'NA',
  'N/A',
  'n/a',
  '#N/A',
  '<NA>',
  'NaN',
  'nan',
  'NULL',
  'null',
  'None',
  '?',
];

export function warning(
  code: string,
  params: DataWarning['params'],
  where: { readonly column?: string; readonly line?: number } = {},
): DataWarning {
  return { code, params, ...where };
}
