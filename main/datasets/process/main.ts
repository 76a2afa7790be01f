/** The data process: home of DuckDB and of libvips. It does what `protocol.ts` says, several things at a time. */
import { importImages } from '../images/import-images.ts';
import { prepareImages } from '../images/prepare-images.ts';
import { previewImages } from '../images/preview-images.ts';
import { imagePage } from '../images/stored.ts';
import { serveChild } from '../../processes/serve.ts';
import { associateColumns } from '../table/associations/associate.ts';
import { importTable } from '../table/import-table.ts';
import { prepare } from '../table/prepare.ts';
import { previewTable } from '../table/preview-table.ts';
import { profileTable } from '../table/profile.ts';
import { queryTable } from '../table/query.ts';
import { tableRows } from '../table/rows.ts';
import { vocabulary } from '../table/vocabulary.ts';
import { dataProtocol } from './protocol.ts';

serveChild(dataProtocol, {
  preview: (request, { signal }) => previewTable(request, signal),
  import: (request, { signal, progress }) => importTable(request, progress, signal),
  profile: ({ folder }, { signal }) => profileTable(folder, signal),
  associations: (request, { signal }) => associateColumns(request, signal),
  rows: (request, { signal }) => tableRows(request, signal),
  vocabulary: (request, { signal }) => vocabulary(request, signal),
  query: (request, { signal }) => queryTable(request, signal),
  prepare: ({ spec, ...request }, { signal }) =>
    spec.kind === 'images' ? prepareImages({ ...request, spec }, signal) : prepare({ ...request, spec }, signal),
  previewImages: (request, { signal }) => previewImages(request, signal),
  importImages: (request, { signal, progress }) => importImages(request, progress, signal),
  images: (request, { signal }) => imagePage(request, signal),
});

// The first request is usually on its way already; DuckDB takes as long to load as all else together.
void import('@duckdb/node-api');
