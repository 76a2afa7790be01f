/** The data process: home of DuckDB and of libvips. It does what `protocol.ts` says, several things at a time. */
import { clipPage, soundFile } from '../audio/clip-page.ts';
import { importAudio } from '../audio/import-audio.ts';
import { prepareAudio } from '../audio/prepare-audio.ts';
import { previewAudio } from '../audio/preview-audio.ts';
import { prepareCorpus } from '../corpus/prepare-corpus.ts';
import { importImages } from '../images/import-images.ts';
import { prepareImages } from '../images/prepare-images.ts';
import { previewImages } from '../images/preview-images.ts';
import { imagePage } from '../images/stored.ts';
import { serveChild } from '../../processes/serve.ts';
import { associateColumns } from '../table/associations/associate.ts';
import { importTable } from '../table/import-table.ts';
import { prepare } from '../table/prepare.ts';
import { previewRecipe } from '../table/preview-recipe.ts';
import { prepareNew } from '../prediction/prepare-new.ts';
import { writePredictions } from '../prediction/write-predictions.ts';
import { previewTable } from '../table/preview-table.ts';
import { profileTable } from '../table/profile.ts';
import { queryTable } from '../table/query.ts';
import { chosenRows, tableRows } from '../table/rows.ts';
import { vocabulary } from '../table/vocabulary.ts';
import { dataProtocol } from './protocol.ts';

serveChild(dataProtocol, {
  preview: (request, { signal }) => previewTable(request, signal),
  import: (request, { signal, progress }) => importTable(request, progress, signal),
  profile: ({ folder }, { signal }) => profileTable(folder, signal),
  associations: (request, { signal }) => associateColumns(request, signal),
  rows: (request, { signal }) => tableRows(request, signal),
  previewRecipe: (request, { signal }) => previewRecipe(request, signal),
  chosenRows: (request, { signal }) => chosenRows(request, signal),
  vocabulary: (request, { signal }) => vocabulary(request, signal),
  query: (request, { signal }) => queryTable(request, signal),
  prepare: ({ spec, ...request }, { signal }) => {
    switch (spec.kind) {
      case 'table':
        return prepare({ ...request, spec }, signal);
      case 'images':
        return prepareImages({ ...request, spec }, signal);
      case 'audio':
        return prepareAudio({ ...request, spec }, signal);
      case 'text':
        return prepareCorpus({ ...request, spec }, signal);
      default:
        return spec satisfies never;
    }
  },
  previewImages: (request, { signal }) => previewImages(request, signal),
  importImages: (request, { signal, progress }) => importImages(request, progress, signal),
  images: (request, { signal }) => imagePage(request, signal),
  previewAudio: (request, { signal }) => previewAudio(request, signal),
  importAudio: (request, { signal, progress }) => importAudio(request, progress, signal),
  clips: (request, { signal }) => clipPage(request, signal),
  sound: (request) => soundFile(request),
  prepareNew: (request, { signal }) => prepareNew(request, signal),
  writePredictions: (request, { signal }) => writePredictions(request, signal),
});

// The first request is usually on its way already; DuckDB takes as long to load as all else together.
void import('@duckdb/node-api');
