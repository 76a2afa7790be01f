/** What the model builder asks: which parts there are, and what a draft amounts to on a data set. */
import type { Catalogue, FeaturesForm, LayerField, ModelInspection, TargetForm } from '../api/contract/index.ts';
import type { ModelService } from '../api/services.ts';
import { UserError } from '../base/errors.ts';
import { stepForms, type StepField } from '../datasets/recipe/step-forms.ts';
import { chooseFeatures } from '../datasets/table/features.ts';
import { settleAudio } from '../datasets/audio/settings.ts';
import type { AudioManifest, ImageManifest, ManifestColumn, TableManifest } from '../datasets/manifest.ts';
import { audioSpecSchema, tableSpecSchema, targetsOf, type TableSpec } from '../datasets/spec.ts';
import { describeFields, type Fields } from '../models/fields.ts';
import { draftInputs, inspectModel } from '../models/inspect.ts';
import type { ModelData } from '../models/resolve.ts';
import { describeLayers } from '../models/layers/registry.ts';
import { templatesFor } from '../models/templates/registry.ts';
import { augmentFields } from '../training/augmentation/registry.ts';
import { averagings, averagingTypes } from '../training/averaging/registry.ts';
import { clippings, clipTypes } from '../training/clipping/registry.ts';
import { lossFields } from '../training/loss-setting.ts';
import { losses, lossTypes } from '../training/losses/registry.ts';
import { metrics, metricTypes } from '../training/metrics/registry.ts';
import { optimizers, optimizerTypes } from '../training/optimizers/registry.ts';
import { scheduleItems, scheduleTypes } from '../training/schedules/registry.ts';
import type { DatasetLibrary } from './dataset-library.ts';

type Problem = ModelInspection['problems'][number];

function formFields(fields: Fields): LayerField[] {
  return describeFields(fields).map((field): LayerField => {
    switch (field.kind) {
      case 'integer':
        return { ...field, words: [...field.words] };
      case 'choice':
        return { ...field, choices: [...field.choices] };
      case 'integers': {
        const { default: value } = field;
        return { ...field, lengths: [...field.lengths], default: typeof value === 'number' ? value : [...value] };
      }
      case 'number':
      case 'boolean':
        return field;
      default:
        return field satisfies never;
    }
  });
}

/** With lists of its own, which a client may keep. */
function stepField(field: StepField): Catalogue['steps'][number]['fields'][number] {
  switch (field.kind) {
    case 'choice':
    case 'choiceOrConstant':
      return { ...field, choices: [...field.choices] };
    case 'choices':
      return { ...field, choices: [...field.choices], default: [...field.default] };
    case 'integer':
    case 'number':
      return { ...field, kind: field.kind };
    case 'boolean':
    case 'numbers':
      return field;
    default:
      return field satisfies never;
  }
}

function catalogue(): Catalogue {
  return {
    layers: describeLayers().map(({ type, category, formula, inputs, fields }) => ({
      type,
      category,
      formula,
      inputs: { ...inputs },
      fields: formFields(Object.fromEntries(fields.map(({ name, ...field }) => [name, field]))),
    })),
    steps: stepForms().map(({ fields, begin, ...step }) => ({
      ...step,
      begin: { ...begin },
      fields: fields.map(stepField),
    })),
    losses: lossTypes.map((type) => {
      const { target, oneOutput = false, endings } = losses[type];
      const fields = formFields(lossFields(type));
      return { type, target, oneOutput, endings: endings === 'any' ? [] : [...endings], fields };
    }),
    optimizers: optimizerTypes.map((type) => ({ type, fields: formFields(optimizers[type].fields) })),
    schedules: scheduleTypes.map((type) => ({ type, fields: formFields(scheduleItems[type].fields) })),
    clippings: clipTypes.map((type) => ({ type, fields: formFields(clippings[type].fields) })),
    averagings: averagingTypes.map((type) => ({ type, fields: formFields(averagings[type].fields) })),
    augmentation: formFields(augmentFields),
    metrics: metricTypes.map((type) => ({
      type,
      targets: [...metrics[type].targets],
      better: metrics[type].better,
      fields: formFields(metrics[type].fields),
    })),
  };
}

/** Features that a column becomes with the recipe's defaults. Training may see fewer values of a rare category. */
function widthOf({ categories, missing }: ManifestColumn): number {
  return categories === null ? 1 : categories.length + (missing > 0 ? 1 : 0);
}

/** What a draft's data says of its shapes. */
interface DataFacts {
  inputShapes: Record<string, number[]>;
  classes: ModelData['classes'];
  readonly problems: Problem[];
}

function imageFacts(
  facts: DataFacts,
  inputs: readonly string[],
  manifest: ImageManifest,
  size: readonly [number, number] | undefined,
  channels: number | undefined,
): void {
  const shape = [...(size ?? manifest.size), channels ?? manifest.channels];
  facts.inputShapes = Object.fromEntries(inputs.map((id) => [id, shape]));
  facts.classes = manifest.classes.length;
}

function audioFacts(facts: DataFacts, inputs: readonly string[], manifest: AudioManifest, section: object): void {
  facts.classes = manifest.profile.classes.length;
  const parsed = audioSpecSchema.safeParse({ ...section, kind: 'audio' });
  // What is wrong with the section itself, the check of the experiment says.
  if (!parsed.success) return;
  try {
    const { shape } = settleAudio(parsed.data, manifest);
    facts.inputShapes = Object.fromEntries(inputs.map((id) => [id, [...shape]]));
  } catch (error) {
    addProblem(facts, error);
  }
}

/** How many tokens there really are is known once a tokenizer has been learnt: as many as may be are reckoned with. */
function textFacts(
  facts: DataFacts,
  inputs: readonly string[],
  { length, vocabulary }: { readonly length: number; readonly vocabulary: number },
): void {
  facts.inputShapes = Object.fromEntries(inputs.map((id) => [id, [length]]));
  facts.classes = vocabulary;
}

/** A draft is never refused: what is wrong with its data is one of its problems. */
function addProblem(facts: DataFacts, error: unknown): void {
  if (!(error instanceof UserError)) throw error;
  const { params, ...rest } = error.serialize();
  facts.problems.push({ ...rest, params: { ...params } });
}

export function createModelService(datasets: Pick<DatasetLibrary, 'manifest' | 'columnProfiles'>): ModelService {
  /** Null for a target whose values are measurements rather than classes. */
  async function countClasses(datasetId: string, column: ManifestColumn): Promise<number | null> {
    if (column.kind === 'number' || column.kind === 'date') return null;
    if (column.categories !== null) return column.categories.length;
    const { columns } = await datasets.columnProfiles(datasetId);
    return columns.find(({ name }) => name === column.name)?.distinct ?? null;
  }

  /** By output, where the targets are given so. */
  async function targetClasses(manifest: TableManifest, spec: TableSpec): Promise<ModelData['classes']> {
    const found: [string | null, number][] = [];
    for (const { output, columns } of targetsOf(spec)) {
      const column = manifest.columns.find(({ name }) => name === columns[0]);
      const count = column === undefined || columns.length > 1 ? null : await countClasses(manifest.id, column);
      if (count !== null) found.push([output, count]);
    }
    const byOutput = found.flatMap(([output, count]) => (output === null ? [] : [[output, count] as const]));
    return byOutput.length > 0 ? Object.fromEntries(byOutput) : (found[0]?.[1] ?? null);
  }

  async function tableFacts(
    facts: DataFacts,
    inputs: readonly string[],
    manifest: TableManifest,
    target: TargetForm = '(none)',
    features: FeaturesForm | 'all' = 'all',
    preprocess?: object,
    window?: { readonly length: number },
    featureCount?: number,
  ): Promise<void> {
    const section = { target, features, window };
    const whole = tableSpecSchema.safeParse({ ...section, preprocess });
    // Steps that are no steps are the recipe's to refuse.
    const parsed = whole.success ? whole : tableSpecSchema.safeParse(section);
    // Names that no output or input can have: the check of the experiment says so.
    if (!parsed.success) return;
    facts.classes = await targetClasses(manifest, parsed.data);
    try {
      const chosen = chooseFeatures(manifest, parsed.data);
      const widths = new Map(chosen.columns.map((column) => [column.name, widthOf(column)]));
      const shapeOf = (names: number | Iterable<string>): number[] => [
        ...(window === undefined ? [] : [window.length]),
        typeof names === 'number' ? names : [...names].reduce((sum, name) => sum + (widths.get(name) ?? 0), 0),
      ];
      const own = chosen.inputs;
      // How wide a text becomes only its recipe tells.
      if (own === null && featureCount === undefined && chosen.columns.some(({ kind }) => kind === 'text')) return;
      facts.inputShapes =
        own === null
          ? Object.fromEntries(inputs.map((id) => [id, shapeOf(featureCount ?? widths.keys())]))
          : Object.fromEntries(Object.entries(own).map(([id, names]) => [id, shapeOf(names)]));
    } catch (error) {
      addProblem(facts, error);
    }
  }

  return {
    catalogue,
    async inspect({ model, datasetId, target, features, preprocess, window, featureCount, ...asked }) {
      const { size, channels, audio = {}, text } = asked;
      const facts: DataFacts = { inputShapes: {}, classes: null, problems: [] };
      const inputs = draftInputs(model);
      if (datasetId !== undefined) {
        const manifest = datasets.manifest(datasetId);
        if (manifest.kind === 'images') imageFacts(facts, inputs, manifest, size, channels);
        else if (manifest.kind === 'audio') audioFacts(facts, inputs, manifest, audio);
        else if (text !== undefined) textFacts(facts, inputs, text);
        else await tableFacts(facts, inputs, manifest, target, features, preprocess, window, featureCount);
      }
      const { inputShapes, classes, problems } = facts;
      const inspected = inspectModel(model, { inputShapes, classes });
      return {
        inputs: inputs.map((id) => ({ id, shape: inputShapes[id] ?? null })),
        nodes: inspected.nodes,
        parameters: inspected.parameters,
        problems: [...problems, ...inspected.problems.map((item) => ({ ...item, params: { ...item.params } }))],
      };
    },
    templates: (data) =>
      templatesFor(data).map(({ name, source, kinds, layers }) => ({
        name,
        source,
        kinds: [...kinds],
        layers: typeof layers === 'string' ? null : layers.map((layer) => ({ ...layer })),
        refusal: typeof layers === 'string' ? layers : null,
      })),
  };
}
