/** Every registry lists what its folder holds, under its own name, documented, and in the form that the contract shows. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { layerDescriptor } from '../../main/api/contract/model-types.ts';
import { activations } from '../../main/models/activations/registry.ts';
import { defaultOptions, describeFields, optionsSchema, type Fields } from '../../main/models/fields.ts';
import { initializers } from '../../main/models/initializers/registry.ts';
import { describeLayers, layers } from '../../main/models/layers/registry.ts';
import { augmentations } from '../../main/training/augmentation/registry.ts';
import { averagings } from '../../main/training/averaging/registry.ts';
import { clippings } from '../../main/training/clipping/registry.ts';
import { losses } from '../../main/training/losses/registry.ts';
import { metrics } from '../../main/training/metrics/registry.ts';
import { optimizers } from '../../main/training/optimizers/registry.ts';
import { schedules } from '../../main/training/schedules/registry.ts';

interface Registry {
  readonly folder: string;
  readonly items: Readonly<Record<string, { readonly formula: string; readonly fields?: Fields }>>;
  /** Files that hold no item. */
  readonly helpers: readonly string[];
  /** Words that the comment at the head of every file must have. */
  readonly sections: readonly string[];
}

const all: readonly Registry[] = [
  {
    folder: 'models/layers',
    items: layers,
    helpers: [
      'activated.ts',
      'convolving.ts',
      'global-pooling.ts',
      'layout.ts',
      'merging.ts',
      'normalizing.ts',
      'pooling.ts',
      'sliding.ts',
      'weights.ts',
    ],
    sections: ['Formula:', 'Arguments:', 'Shapes:', 'Errors:', 'Source:'],
  },
  {
    folder: 'models/activations',
    items: activations,
    helpers: ['clipped.ts', 'exponential.ts'],
    sections: ['Formula:', 'Arguments:', 'Shapes:', 'Errors:', 'Source:'],
  },
  {
    folder: 'models/initializers',
    items: initializers,
    helpers: [],
    sections: ['Formula:', 'Arguments:', 'Shapes:', 'Errors:', 'Source:'],
  },
  {
    folder: 'training/losses',
    items: losses,
    helpers: ['per-row.ts', 'scores.ts'],
    sections: ['Formula:', 'Arguments:', 'Shapes:', 'Errors:', 'Source:'],
  },
  {
    folder: 'training/metrics',
    items: metrics,
    helpers: ['averages.ts', 'ranking.ts', 'ratio.ts', 'sums.ts'],
    sections: ['Formula:', 'Arguments:', 'Source:'],
  },
  {
    folder: 'training/optimizers',
    items: optimizers,
    helpers: ['adam-step.ts', 'learning-rate.ts', 'moments.ts', 'weight-decay.ts'],
    sections: ['Formula:', 'Arguments:', 'Errors:', 'Source:'],
  },
  {
    folder: 'training/schedules',
    items: schedules,
    helpers: ['rate-schedule.ts', 'warm-up.ts'],
    sections: ['Formula:', 'Arguments:', 'Errors:', 'Source:'],
  },
  {
    folder: 'training/averaging',
    items: averagings,
    helpers: [],
    sections: ['Formula:', 'Arguments:', 'Errors:', 'Source:'],
  },
  {
    folder: 'training/augmentation',
    items: augmentations,
    helpers: ['affine.ts', 'augment-images.ts', 'grey.ts'],
    sections: ['Formula:', 'Arguments:', 'Errors:', 'Source:'],
  },
  {
    folder: 'training/clipping',
    items: clippings,
    helpers: [],
    sections: ['Formula:', 'Arguments:', 'Errors:', 'Source:'],
  },
];

const kebab = (name: string): string => name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);

describe.each(all)('$folder', ({ folder, items, helpers, sections }) => {
  const url = new URL(`../../main/${folder}/`, import.meta.url);

  it('lists exactly the items that have a file', () => {
    const files = readdirSync(url).filter((file) => !['definition.ts', 'registry.ts', ...helpers].includes(file));
    expect(
      Object.keys(items)
        .map((name) => `${kebab(name)}.ts`)
        .toSorted(),
    ).toEqual(files.toSorted());
  });

  it.each(Object.keys(items))('%s is named after its export and says what it is', async (name) => {
    const file = new URL(`${kebab(name)}.ts`, url);
    const module = (await import(file.href)) as Record<string, unknown>;
    expect(module[name]).toBe(items[name]);
    const [comment = ''] = readFileSync(file, 'utf8').split('*/');
    for (const section of sections) expect(comment, `${name} lacks ${section}`).toContain(section);
    expect(items[name]?.formula).not.toBe('');
  });

  it('has options whose defaults are allowed, complete and the same after storage', () => {
    for (const { fields } of Object.values(items)) {
      if (fields === undefined) continue;
      const defaults = defaultOptions(fields);
      const schema = optionsSchema(fields);
      expect(schema.parse(defaults)).toEqual(defaults);
      expect(schema.parse(JSON.parse(JSON.stringify(defaults)))).toEqual(defaults);
      expect(describeFields(fields).map((field) => field.name)).toEqual(Object.keys(defaults));
    }
  });
});

it('describes every layer as the contract has it', () => {
  expect(() => describeLayers().map((descriptor) => layerDescriptor.parse(descriptor))).not.toThrow();
  expect(describeLayers().map(({ type }) => type)).toEqual(Object.keys(layers));
});

it.each(['en', 'zh'])('has words for every layer, category and option in %s', (language) => {
  const file = new URL(`../../resources/messages/${language}/window.json`, import.meta.url);
  const words = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, string>>;
  const missing = describeLayers().flatMap(({ type, category, fields }) => [
    ...[`layer.${type}`, `models.category.${category}`].filter((key) => !(key in words)),
    ...fields
      .filter(({ name }) => !(`option.${name}` in words) && !(`layer.${type}.${name}` in words))
      .map(({ name }) => `option.${name}`),
  ]);
  expect(missing).toEqual([]);
});
