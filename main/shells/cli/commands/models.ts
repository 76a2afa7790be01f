/** `athanor models layers [LAYER]`, `models templates` and `models new TEMPLATE`: what models are made of, and beginnings. */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DatasetDetail, LayerDescriptor } from '../../../api/contract/index.ts';
import { UserError } from '../../../base/errors.ts';
import { nearestName } from '../../../base/nearest.ts';
import type { Experiment } from '../../../drafts/draft.ts';
import { inspectionRequest } from '../../../drafts/inspection-request.ts';
import { proposeExperiment } from '../../../drafts/propose.ts';
import { templateOffers, type TemplateOffer } from '../../../drafts/template-offers.ts';
import { hasMessage } from '../../../../resources/messages/index.ts';
import { defineCommand, type CommandRegistration } from '../command.ts';
import type { Client } from '../connection.ts';
import type { Console } from '../console.ts';
import { exitStatus } from '../exit-status.ts';
import { optionTable } from '../terminal/options.ts';
import { formatFacts, formatTable } from '../terminal/table.ts';
import { parseCount } from './run-control.ts';

const layers = defineCommand<readonly [string?], object>({
  usage: 'layers [layer]',
  summary: 'cli.models.layers.summary',
  arguments: ['cli.models.layers.layer'],
  options: [],
  work: async ({ console, connect }, { arguments: [name] }) => {
    const { client } = await connect();
    const { layers: all } = await client.models.catalogue();
    const chosen = name === undefined ? all : all.filter(({ type }) => type === name);
    if (name !== undefined && chosen.length === 0) {
      const types = all.map(({ type }) => type);
      const params = { layer: name, nearest: nearestName(name, types), layers: types.join(', ') };
      throw new UserError('cli.layerUnknown', params);
    }
    console.document(chosen.map((layer) => ({ ...layer, ...notesOf(console, layer.type) })));
    console.answer(
      name === undefined
        ? formatTable(
            [
              { title: console.text('cli.column.layer') },
              { title: console.text('cli.column.kind') },
              { title: console.text('cli.column.about'), limit: 90 },
            ],
            chosen.map(({ type, category }) => [type, category, notesOf(console, type).about]),
          )
        : chosen.map((layer) => describeLayer(layer, console)).join('\n'),
    );
    return exitStatus.success;
  },
});

interface Notes {
  readonly about: string;
  readonly math: string;
  readonly source: string;
}

function notesOf(console: Console, type: string): Notes {
  const [about = '', math = '', source = ''] = (['about', 'math', 'source'] as const).map((part) => {
    const key = `layerNotes.${type}.${part}`;
    return hasMessage(key) ? console.text(key) : '';
  });
  return { about, math, source };
}

function describeLayer({ type, category, fields }: LayerDescriptor, console: Console): string {
  const { about, math, source } = notesOf(console, type);
  const facts = formatFacts([
    [console.text('cli.column.layer'), type],
    [console.text('cli.column.kind'), category],
    [console.text('cli.column.about'), about],
    [console.text('cli.column.formula'), math],
    [console.text('cli.column.source'), source],
  ]);
  return fields.length === 0 ? facts : `${facts}\n\n${optionTable(fields, console)}`;
}

interface DraftOptions {
  readonly dataset?: string;
  readonly target?: string;
  readonly window?: string;
}

const draftOptions = [
  { flags: '--target <column>', description: 'cli.models.target' },
  { flags: '--window <rows>', description: 'cli.models.window' },
] as const;

const templates = defineCommand<readonly [], DraftOptions>({
  usage: 'templates',
  summary: 'cli.models.templates.summary',
  arguments: [],
  options: [{ flags: '--dataset <name>', description: 'cli.models.templates.dataset' }, ...draftOptions],
  work: async ({ console, connect }, { options }) => {
    const { client } = await connect();
    const offers =
      options.dataset === undefined
        ? (await client.models.templates({ kind: 'numbers', inputShape: [1] })).map((template): TemplateOffer => ({
            template,
            experiment: null,
          }))
        : (await beginOn(client, options.dataset, options)).offers;
    console.document(
      offers.map(({ template: { name, source, kinds, refusal }, experiment }) =>
        options.dataset === undefined ? { name, source, kinds } : { name, source, kinds, refusal, experiment },
      ),
    );
    console.answer(
      formatTable(
        [
          { title: console.text('cli.column.template') },
          { title: console.text('cli.column.kind') },
          { title: console.text('cli.column.about'), limit: 100 },
        ],
        offers.map((offer) => [
          offer.template.name,
          kindsText(offer, console),
          options.dataset !== undefined && offer.experiment === null
            ? `× ${refusalText(offer, console)}`
            : console.text(`models.template.${offer.template.name}.text`),
        ]),
      ),
    );
    return exitStatus.success;
  },
});

function kindsText({ template: { kinds } }: TemplateOffer, console: Console): string {
  return kinds.map((kind) => console.text(`models.dataKind.${kind}`)).join(', ');
}

function refusalText(offer: TemplateOffer, console: Console): string {
  return console.text(`models.template.refused.${offer.template.refusal ?? 'kind'}`, {
    kinds: kindsText(offer, console),
  });
}

const begin = defineCommand<readonly [string?], DraftOptions & { readonly out?: string }>({
  usage: 'new [template]',
  summary: 'cli.models.new.summary',
  arguments: ['cli.models.new.template'],
  options: [
    { flags: '--dataset <name>', description: 'cli.models.new.dataset' },
    ...draftOptions,
    { flags: '--out <file>', description: 'cli.models.new.out' },
  ],
  work: async ({ console, connect }, { arguments: [name], options }) => {
    const { dataset, out } = options;
    if (dataset === undefined) throw new UserError('cli.models.datasetMissing');
    const { client } = await connect();
    const { proposal, offers } = await beginOn(client, dataset, options);
    const experiment = name === undefined ? proposal : chosenExperiment(name, offers, dataset, console);
    const text = `${JSON.stringify(experiment, null, 2)}\n`;
    if (out === undefined) {
      console.document(experiment);
      console.answer(text.trimEnd());
      return exitStatus.success;
    }
    await writeNew(out, text);
    console.document({ file: resolve(out), experiment });
    console.answer(console.text('cli.models.new.written', { file: out, dataset }));
    return exitStatus.success;
  },
});

function chosenExperiment(
  name: string,
  offers: readonly TemplateOffer[],
  dataset: string,
  console: Console,
): Experiment {
  const offer = offers.find(({ template }) => template.name === name);
  if (offer === undefined) {
    const names = offers.map(({ template }) => template.name);
    const params = { template: name, nearest: nearestName(name, names), templates: names.join(', ') };
    throw new UserError('cli.templateUnknown', params);
  }
  if (offer.experiment !== null) return offer.experiment;
  throw new UserError('cli.templateUnfit', { template: name, dataset, why: refusalText(offer, console) });
}

/** What the builder would propose on a data set, and what its templates make of that. */
async function beginOn(
  client: Client,
  reference: string,
  options: DraftOptions,
): Promise<{ readonly proposal: Experiment; readonly offers: readonly TemplateOffer[] }> {
  const dataset = await client.datasets.get({ id: reference });
  const proposal = proposeExperiment(dataset, settingsOf(dataset, options));
  const { inputs } = await client.models.inspect(inspectionRequest(proposal, dataset, null));
  const offers = await templateOffers(proposal, dataset, inputs, (query) => client.models.templates(query));
  return { proposal, offers };
}

function settingsOf({ name, profile }: DatasetDetail, { target, window }: DraftOptions) {
  const columns = profile.map((column) => column.name);
  if (target !== undefined && !columns.includes(target)) {
    const params = {
      column: target,
      dataset: name,
      nearest: nearestName(target, columns),
      columns: columns.join(', '),
    };
    throw new UserError('cli.models.targetMissing', params);
  }
  return {
    ...(target === undefined ? {} : { target }),
    ...(window === undefined ? {} : { window: parseCount(window, '--window') }),
  };
}

/** A file that is there already is nobody's to overwrite. */
async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new UserError('cli.notWritten', { file, reason: code }, { cause: error });
  }
}

export const models: CommandRegistration = (program, add, text) => {
  const group = program.command('models').description(text('cli.models.summary'));
  add(group, layers);
  add(group, templates);
  add(group, begin);
};
