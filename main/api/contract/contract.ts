/** The one door: every call that a window or a command line can make, with its input and output. */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { audioOptions, audioPreview, clipPage, clipQuery } from './audio-types.ts';
import {
  modelDifference,
  rowsComparison,
  rowsComparisonQuery,
  runPair,
  testedRows,
  testedRowsQuery,
} from './comparison-types.ts';
import { datasetDetail, datasetVersion } from './dataset-detail.ts';
import { diskReport, keepRules, purgeCandidate, purgeResult } from './disk-types.ts';
import {
  datasetKind,
  datasetSummary,
  importEvent,
  queryResult,
  rowsPage,
  rowsQuery,
  tableOptions,
  tablePreview,
  tableSource,
  tableSources,
} from './data-types.ts';
import { augmentedImages, augmentQuery, imageOptions, imagePage, imagePreview, imageQuery } from './image-types.ts';
import {
  catalogue,
  featuresForm,
  modelDraft,
  modelInspection,
  modelTemplate,
  targetForm,
  templateQuery,
} from './model-types.ts';
import {
  generateEvent,
  generateQuery,
  prediction,
  predictFileEvent,
  predictFileQuery,
  predictionForm,
  predictQuery,
} from './prediction-types.ts';
import { runFamily } from './family-types.ts';
import { preflight } from './preflight-types.ts';
import {
  changeEvent,
  runCounts,
  runDetail,
  runIds,
  runMarks,
  runQueueState,
  runsChanged,
  runStatus,
  runSummary,
  seriesChunk,
  packedSeriesQuery,
  seriesQuery,
  serializedError,
  systemSample,
} from './run-types.ts';
import {
  checkedQuery,
  queryCompletion,
  runNames,
  runGroup,
  runGrouping,
  usualSettings,
  runSearch,
} from './query-types.ts';
import { datasetProfile } from './profile-types.ts';
import { recipePreview, recipeQuery, runLineage } from './recipe-types.ts';
import { reproduction } from './reproduction-types.ts';
import { datasetVocabulary, vocabularyQuery } from './text-types.ts';
import { savedView, viewDefinition } from './view-types.ts';
import { appDefaults, doctorReport, folderChoice, systemStatus } from './system-types.ts';
import { runLayers, runLayersQuery } from './weights-types.ts';

/** Every call may answer with a person's error: its code, parameters, path and place. */
const base = oc.errors({ USER: { status: 422, data: serializedError } });

const id = z.object({ id: z.string().min(1) });

const submission = z.object({
  experiment: z.looseObject({}),
  datasetId: z.string().optional(),
  folder: z.string().optional(),
  overrides: z.record(z.string(), z.string()).optional(),
});

export const contract = {
  datasets: {
    /** Opens a staged file for `stageChunk`; gives its id. */
    stageOpen: base.input(z.object({ name: z.string(), bytes: z.number() })).output(id),
    /** Appends to a staged file; pieces come in order, at most 8 MiB each. */
    stageChunk: base
      .input(z.object({ id: z.string(), offset: z.number().int(), bytes: z.instanceof(Blob) }))
      .output(z.void()),
    stageDiscard: base.input(id).output(z.void()),
    preview: base.input(z.object({ source: tableSources, options: tableOptions.default({}) })).output(tablePreview),
    /** Ends with `done`. Ending the iteration early cancels and leaves nothing behind. */
    import: base
      .input(z.object({ source: tableSources, name: z.string().optional(), options: tableOptions.default({}) }))
      .output(eventIterator(importEvent)),
    /** What a source would be imported as, by its name and the names of the files in it. */
    detect: base.input(z.object({ source: tableSource })).output(z.object({ kind: datasetKind })),
    previewImages: base
      .input(z.object({ source: tableSource, options: imageOptions.default({}) }))
      .output(imagePreview),
    /** As `import`, for images. */
    importImages: base
      .input(z.object({ source: tableSource, name: z.string().optional(), options: imageOptions.default({}) }))
      .output(eventIterator(importEvent)),
    /** Pictures of stored images, with their names and classes. */
    images: base.input(imageQuery).output(imagePage),
    /** One stored image several times, as `training.augment` changes it. */
    augmented: base.input(augmentQuery).output(augmentedImages),
    previewAudio: base.input(z.object({ source: tableSource, options: audioOptions.default({}) })).output(audioPreview),
    /** As `import`, for sounds. */
    importAudio: base
      .input(z.object({ source: tableSource, name: z.string().optional(), options: audioOptions.default({}) }))
      .output(eventIterator(importEvent)),
    /** Pictures of stored sounds, with what is known of each. */
    clips: base.input(clipQuery).output(clipPage),
    /** One stored sound as a WAV file of 16 bits; of one longer than ten minutes, the first ten. */
    sound: base
      .input(z.object({ id: z.string().min(1), row: z.number().int().min(0) }))
      .output(z.object({ wav: z.instanceof(Blob) })),
    list: base.output(z.array(datasetSummary)),
    get: base.input(id).output(datasetDetail),
    /** Columns of a table alone and in pairs, repeated rows, and with a target its classes and what gives it away. */
    profile: base.input(z.object({ id: z.string(), target: z.string().min(1).optional() })).output(datasetProfile),
    rows: base.input(rowsQuery).output(rowsPage),
    /** One SELECT over the table, which is called `data`; it can read nothing else. */
    query: base
      .input(
        z.object({ id: z.string(), sql: z.string().min(1), limit: z.number().int().min(1).max(10_000).default(1000) }),
      )
      .output(queryResult),
    /** What a tokenizer would learn from a column of texts. An experiment's learns from its training rows alone. */
    vocabulary: base.input(vocabularyQuery).output(datasetVocabulary),
    /** What an experiment's recipe makes of a table: fitted on its training rows, nothing is written. */
    previewRecipe: base.input(recipeQuery).output(recipePreview),
    update: base
      .input(
        z.object({
          id: z.string(),
          name: z.string().min(1).optional(),
          note: z.string().optional(),
          /** The data set that it is a newer version of; null: of none. */
          previous: z.string().min(1).nullable().optional(),
        }),
      )
      .output(datasetSummary),
    /** It and its other versions, the oldest first, each with what it changed of the one before it. */
    versions: base.input(id).output(z.array(datasetVersion)),
    remove: base.input(id).output(z.void()),
    restore: base.input(id).output(datasetSummary),
  },
  models: {
    catalogue: base.output(catalogue),
    /** Shapes, parameter counts and every problem of a draft on a data set; never fails for a wrong model. */
    inspect: base
      .input(
        z.object({
          model: modelDraft,
          datasetId: z.string().optional(),
          /** As in the experiment's data section. */
          target: targetForm.optional(),
          features: featuresForm.optional(),
          /** As there: steps of its own make a feature of a column of texts. */
          preprocess: z.looseObject({}).optional(),
          /** Of a series: how many rows of the past make a window. */
          window: z.object({ length: z.number().int().positive() }).optional(),
          /** Columns that the recipe makes, where it is known: else its defaults are counted on. */
          featureCount: z.number().int().positive().optional(),
          /** Of images: height and width, and channels, where they are not as stored. */
          size: z.tuple([z.number().int(), z.number().int()]).optional(),
          channels: z.number().int().optional(),
          /** Of sounds: the whole data section. */
          audio: z.looseObject({}).optional(),
          /** Of a language model: tokens that it is given, and how many there are at most. */
          text: z.object({ length: z.number().int().positive(), vocabulary: z.number().int().positive() }).optional(),
        }),
      )
      .output(modelInspection),
    /** Every template, fitted to the data or with why it is not for them. */
    templates: base.input(templateQuery).output(z.array(modelTemplate)),
  },
  runs: {
    /**
     * Queues an experiment. `experiment` is an experiment file of version 1; the data is `datasetId` where given,
     * else the file that its `data.path` names, relative to `folder`. `overrides` are `path=value` as on the
     * command line.
     */
    submit: base
      .input(submission.extend({ name: z.string().optional(), parent: z.string().min(1).optional() }))
      .output(runSummary),
    /**
     * What the training will take in memory, time and disk, found by trying it for a few seconds. Takes what `submit`
     * takes, and refuses what it refuses. Nothing is kept; aborting the call ends it at once.
     */
    preflight: base.input(submission).output(preflight),
    list: base
      .input(
        z
          .object({
            status: z.array(runStatus).optional(),
            limit: z.number().int().min(1).max(100_000).optional(),
            /** At most so many readings of a run, those of layers last; all when left out. */
            mostMetrics: z.number().int().min(0).optional(),
          })
          .default({}),
      )
      .output(z.array(runSummary)),
    /** Ids of the runs that a query finds, in the order of a field. A query that is wrong is a USER error with a place. */
    find: base.input(runSearch.default({ where: '' })).output(z.array(z.string())),
    /** These runs, in this order, with these of their metrics and settings, or all; removed ones are left out. */
    rows: base
      .input(
        z.object({
          ids: z.array(z.string()).max(1000),
          metrics: z.array(z.string()).optional(),
          /** Where none are named: see `list`. */
          mostMetrics: z.number().int().min(0).optional(),
          settings: z.array(z.string()).optional(),
        }),
      )
      .output(z.array(runSummary)),
    counts: base.output(runCounts),
    /** Runs that a query finds, gathered by a field, with the mean of a reading. Fails as `find`. */
    groups: base.input(runGrouping).output(z.array(runGroup)),
    /** What most runs on a data set have: what a run is told by is where it differs. */
    usual: base.input(z.object({ datasetId: z.string() })).output(usualSettings),
    /** Every metric and setting that a run has: what tables can show, sort and search by. */
    names: base.output(runNames),
    /** Whether a query can be understood, without running it. */
    check: base.input(z.object({ where: z.string() })).output(checkedQuery),
    /** What may stand at `cursor`, a UTF-16 offset into the query. */
    complete: base
      .input(
        z.object({
          where: z.string(),
          cursor: z.number().int().min(0),
          /** At most so many options. */
          limit: z.number().int().min(1).max(20_000).default(50),
        }),
      )
      .output(queryCompletion),
    get: base.input(id).output(runDetail),
    /** Points from `from[run]` epochs on (1 when left out) to the epoch `to`, for the named metrics or all. */
    series: base.input(seriesQuery).output(z.array(seriesChunk)),
    /** The same as bytes, thinned where asked, and where no metric is named the seconds too: see `packed-series.ts`. */
    packedSeries: base.input(packedSeriesQuery).output(z.instanceof(Blob)),
    /** What the run took of the machine, one sample a second of work, from number `from` on (0 when left out). */
    system: base.input(id.extend({ from: z.number().int().min(0).optional() })).output(z.array(systemSample)),
    /** Row numbers of the split, from 0 in file order, in the order drawn. */
    splitRows: base.input(id).output(
      z.object({
        train: z.array(z.number().int()),
        validation: z.array(z.number().int()),
        test: z.array(z.number().int()),
      }),
    ),
    /** Which files the run's data came from, and its recipe as it was fitted. */
    /** The runs that it was made from and those made from it, at most 50 each, with what changed. */
    family: base.input(id).output(runFamily),
    lineage: base.input(id).output(runLineage),
    /** The model's layers, with statistics of the weights of a checkpoint. */
    layers: base.input(runLayersQuery).output(runLayers),
    /** Other runs of the same experiment and seed on the same data, the newest first. */
    repeats: base.input(id).output(z.array(runSummary)),
    queue: base.output(runQueueState),
    /** A waiting run to this place among those that wait, from 0; beyond the last is the last. */
    moveInQueue: base.input(id.extend({ place: z.number().int().min(0) })).output(runQueueState),
    /** Holds the queue or lets it go on, and says how many runs train at once. What is running goes on. */
    setQueue: base
      .input(z.object({ held: z.boolean().optional(), concurrency: z.number().int().optional() }))
      .output(runQueueState),
    pause: base.input(id).output(runSummary),
    /** A paused run goes on; an ended one from its newest checkpoint, or, taken back to it, from that of the epoch `from`. */
    resume: base.input(id.extend({ from: z.number().int().min(1).optional() })).output(runSummary),
    /** Plans `epochs` more for an ended run, which goes on from its newest checkpoint. */
    extend: base.input(id.extend({ epochs: z.number().int().min(1).max(1_000_000) })).output(runSummary),
    /** Of a run at work, from its next steps on; null: the schedule's again. The run's log says when. */
    setLearningRate: base.input(id.extend({ learningRate: z.number().nullable() })).output(runSummary),
    stop: base.input(id).output(runSummary),
    update: base
      .input(
        z.object({
          id: z.string(),
          name: z.string().min(1).optional(),
          note: z.string().optional(),
          starred: z.boolean().optional(),
          tags: z.array(z.string()).optional(),
        }),
      )
      .output(runSummary),
    /** Stars, tags and the archive, of any number of runs at once. */
    mark: base.input(runMarks).output(runsChanged),
    /** Hides runs: `restore` brings them back. */
    remove: base.input(z.object({ ids: runIds })).output(runsChanged),
    restore: base.input(z.object({ ids: runIds })).output(z.array(z.string())),
    /** Test rows that the run is most wrong about, or those of a cell of its confusion matrix. */
    testedRows: base.input(testedRowsQuery).output(testedRows),
    /** What must be given to have something predicted. */
    predictionForm: base.input(id).output(predictionForm),
    /** Predictions of rows that were typed, or of images. */
    predict: base.input(predictQuery).output(prediction),
    /** A whole file to a file: its rows with columns of predictions beside them. */
    predictFile: base.input(predictFileQuery).output(eventIterator(predictFileEvent)),
    /** What a language model goes on with a text, as it writes it. */
    generate: base.input(generateQuery).output(eventIterator(generateEvent)),
    /** Changes in batches, from now on; a listener that falls behind gets `resync`. */
    changes: base.output(eventIterator(z.array(changeEvent))),
  },
  comparison: {
    /** The models of two runs, layer by layer. */
    models: base.input(runPair).output(modelDifference),
    /** Rows that one run gets right and the other wrong, of those that both were tested on. */
    rows: base.input(rowsComparisonQuery).output(rowsComparison),
    /** How closely `right` repeated `left`. */
    reproduction: base.input(runPair).output(reproduction),
  },
  examples: {
    /** The experiments that ship with Athanor. */
    list: base.output(z.array(z.object({ name: z.string(), title: z.string(), experiment: z.looseObject({}) }))),
  },
  views: {
    /** Named views of the table of experiments, in the order in which they were made. */
    list: base.output(z.array(savedView)),
    create: base.input(z.object({ name: z.string().min(1), definition: viewDefinition })).output(savedView),
    /** `isDefault`: what the table shows first; of one view at most. */
    update: base
      .input(
        id.extend({
          name: z.string().min(1).optional(),
          definition: viewDefinition.optional(),
          isDefault: z.boolean().optional(),
        }),
      )
      .output(savedView),
    remove: base.input(id).output(z.void()),
    restore: base.input(id).output(savedView),
  },
  disk: {
    /** What takes how much of the data folder. */
    report: base.output(diskReport),
    /** What can be deleted for good, the largest first: the trash, what the keep rules let go, what is made again. */
    purgeable: base.output(z.array(purgeCandidate)),
    /** Deletes these for good, as far as they can still be. Nothing that is at work, starred or being read. */
    purge: base.input(z.object({ keys: z.array(z.string()).max(100_000) })).output(purgeResult),
    /** Writes the database anew without unused room. Refused by a window, which would stand still meanwhile. */
    compact: base.output(z.object({ before: z.number(), after: z.number() })),
    rules: base.output(keepRules),
    setRules: base.input(keepRules).output(keepRules),
  },
  system: {
    status: base.output(systemStatus),
    doctor: base.output(doctorReport),
    defaults: base.output(appDefaults),
    setDefaults: base.input(appDefaults).output(appDefaults),
    dataFolder: base.output(folderChoice),
    /** Of the next start; null: the usual one. It is made where it is missing; nothing is moved. */
    chooseDataFolder: base.input(z.object({ folder: z.string().min(1).nullable() })).output(folderChoice),
  },
};

export type Contract = typeof contract;
