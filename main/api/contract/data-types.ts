/** Data sets as the window and the command line see them. */
import { z } from 'zod';

export const columnKind = z.enum(['integer', 'number', 'boolean', 'category', 'date', 'text']);
export type ColumnKind = z.infer<typeof columnKind>;

/** A warning or a note about data: its text is `warning.<code>` in the catalogue. */
export const dataWarning = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  column: z.string().optional(),
  /** Line in the source file, from 1. */
  line: z.number().int().optional(),
});
export type DataWarning = z.infer<typeof dataWarning>;

/** Where a table comes from: a file that the app can open itself, or one that the window has sent in pieces. */
export const tableSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('path'), path: z.string().min(1) }),
  z.object({ kind: z.literal('staged'), id: z.string().min(1) }),
  z.object({ kind: z.literal('sample'), name: z.string().min(1) }),
]);
export type TableSource = z.infer<typeof tableSource>;

/** A table, or several of the same columns that are one table, in this order. */
export const tableSources = z.union([tableSource, z.array(tableSource).min(1).max(1000)]);

/** How a table is read. What is left out is sniffed. */
export const tableOptions = z.object({
  /** One character. */
  delimiter: z.string().max(1).optional(),
  /** Empty: no quoting. */
  quote: z.string().max(1).optional(),
  header: z.boolean().optional(),
  encoding: z.string().optional(),
  /** What stands between the whole and the fraction of a number. */
  decimal: z.enum(['.', ',']).optional(),
  /** The sheet of a workbook or the table of a database; its first where it is left out. */
  table: z.string().optional(),
  /** Plain texts: a row a file (of a folder, an archive, a list), a row a line, or a row a character. */
  texts: z.enum(['files', 'lines', 'characters']).optional(),
  /** Cells that count as missing, beside the empty one. */
  missing: z.array(z.string()).optional(),
  /** Kinds that the person chose, by column name. */
  kinds: z.record(z.string(), columnKind).optional(),
  onBadRow: z.enum(['refuse', 'keepAside']).optional(),
});
export type TableOptions = z.infer<typeof tableOptions>;

export const previewColumn = z.object({
  name: z.string(),
  kind: columnKind,
  /** Missing cells among the sampled rows. */
  missing: z.number().int(),
});

export const rejectedRow = z.object({
  /** The file that it is in. */
  file: z.string().optional(),
  /** Of the file, from 1; row of a sheet, or number of the record where a format has no lines. */
  line: z.number().int(),
  reason: z.string(),
  text: z.string(),
});

export const tablePreview = z.object({
  sourceName: z.string(),
  bytes: z.number(),
  /** The options in force: those given, and for the rest those sniffed. */
  options: tableOptions.omit({ texts: true }).required().extend({ format: z.string() }),
  /** The sheets or tables that `options.table` chooses from; empty where there is no choice. */
  tables: z.array(z.string()),
  columns: z.array(previewColumn),
  /** The first rows, as text; null is a missing cell. */
  rows: z.array(z.array(z.string().nullable())),
  rejected: z.array(rejectedRow),
  warnings: z.array(dataWarning),
});
export type TablePreview = z.infer<typeof tablePreview>;

export const datasetKind = z.enum(['table', 'images', 'audio']);
export type DatasetKind = z.infer<typeof datasetKind>;

export const datasetSummary = z.object({
  id: z.string(),
  name: z.string(),
  kind: datasetKind,
  rows: z.number().int(),
  /** Of a table; 0 for other kinds. */
  columns: z.number().int(),
  /** Bytes on disk. */
  bytes: z.number(),
  /** SHA-256 of the content, hexadecimal. */
  hash: z.string(),
  sourceName: z.string(),
  /** Milliseconds since 1970, UTC; so is every time of the contract. */
  createdAt: z.number(),
  warningCount: z.number().int(),
  runCount: z.number().int(),
  note: z.string(),
});

export type DatasetSummary = z.infer<typeof datasetSummary>;

/** A page of a table's rows. `sort` by a column, missing cells last; `filter` is a condition in SQL. */
export const rowsQuery = z.object({
  id: z.string(),
  offset: z.number().int().min(0),
  limit: z.number().int().min(1).max(1000),
  sort: z.object({ column: z.string(), descending: z.boolean() }).optional(),
  filter: z.string().min(1).optional(),
});
export type RowsQuery = z.infer<typeof rowsQuery>;

/** Cells are text; null is a missing one. */
const cells = { columns: z.array(z.string()), rows: z.array(z.array(z.string().nullable())) };
/** `total` counts the rows that meet the filter. */
export const rowsPage = z.object({ ...cells, total: z.number().int() });
export type RowsPage = z.infer<typeof rowsPage>;
/** `truncated`: there were more rows than asked for. */
export const queryResult = z.object({ ...cells, truncated: z.boolean() });
export type QueryResult = z.infer<typeof queryResult>;

export const columnProfile = z.object({
  name: z.string(),
  kind: columnKind,
  missing: z.number().int(),
  distinct: z.number().int(),
  /** For `integer` and `number`. Quantiles at 0, 0.25, 0.5, 0.75, 1. */
  numeric: z
    .object({
      mean: z.number(),
      standardDeviation: z.number(),
      quantiles: z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]),
      /** `edges` has one more entry than `counts`. */
      histogram: z.object({ edges: z.array(z.number()), counts: z.array(z.number().int()) }),
      /** Tukey's fences, 1.5 interquartile ranges outside the quartiles, and how many values lie beyond each. */
      outliers: z.object({
        lower: z.number(),
        upper: z.number(),
        below: z.number().int(),
        above: z.number().int(),
      }),
    })
    .nullable(),
  /** The most frequent values, most frequent first. */
  top: z.array(z.object({ value: z.string(), count: z.number().int() })),
});
export type ColumnProfile = z.infer<typeof columnProfile>;

export const importEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), doneBytes: z.number(), totalBytes: z.number(), rows: z.number().int() }),
  z.object({ kind: z.literal('done'), dataset: datasetSummary }),
]);
export type ImportEvent = z.infer<typeof importEvent>;
