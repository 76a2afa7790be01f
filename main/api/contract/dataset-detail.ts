/** All that is known of one data set, of whichever kind. */
import { z } from 'zod';
import { columnProfile, dataWarning, datasetSummary, rejectedRow, tableOptions } from './data-types.ts';
import { imageFacts } from './image-types.ts';

export const datasetDetail = datasetSummary.extend({
  /** How a table was read; empty for other kinds. */
  options: tableOptions,
  /** Columns of a table; none for other kinds. */
  profile: z.array(columnProfile),
  /** Null for other kinds. */
  images: imageFacts.nullable(),
  warnings: z.array(dataWarning),
  rejected: z.array(rejectedRow),
});
export type DatasetDetail = z.infer<typeof datasetDetail>;
