/**
 * Checks that what is said of the layers is what their files say: docs/layers.md, and the notes that window and command
 * line show (layer-notes.ts). `--mend` writes both.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { readComment } from './layer-comment.ts';
import { checkLayerNotes } from './layer-notes.ts';
import { layers, layerTypes, type LayerType } from '../../main/models/layers/registry.ts';
import { describeFields, type FieldDescriptor } from '../../main/models/fields.ts';

function describeOption(field: FieldDescriptor): string {
  if (field.required) return `\`${field.name}\` (required)`;
  return `\`${field.name}\` = ${JSON.stringify(field.default)}`;
}

/** Text in a cell of a table. */
function cell(text: string): string {
  return text.replace(/[|*_<]/gu, (character) => `\\${character}`);
}

function row(type: LayerType, source: string): string {
  const { summary, shapes } = readComment(source);
  const options = describeFields(layers[type].fields).map(describeOption).join(', ');
  return `| \`${type}\` | ${cell(summary)} | ${cell(shapes)} | ${options} |`;
}

function table(read: (type: LayerType) => string): string {
  const categories = [...new Set(layerTypes.map((type) => layers[type].category))].toSorted();
  const parts = categories.map((category) => {
    const types = layerTypes.filter((type) => layers[type].category === category);
    const title = category.charAt(0).toUpperCase() + category.slice(1);
    const rows = types.map((type) => row(type, read(type)));
    return [`## ${title}`, '', '| type | what it is | shapes | options |', '| --- | --- | --- | --- |', ...rows].join(
      '\n',
    );
  });
  const head = [
    '# Layers',
    '',
    'Written by `npm run layer-table` from the files in `main/models/layers/`, which have the formulas, the range of every option,',
    'errors and sources. Shapes are without the batch. In a list of `layers` each takes the one before it, unless its `inputs` name',
    'others: `{ "type": "add", "inputs": ["conv2d_1", "conv2d_3"] }`; layers are called by type and count, or by an `id` of their own.',
    '',
    'Layers that stand several times in a row are written once, as a block:',
    '`{ "type": "repeat", "times": 3, "layers": [...] }`. Each copy takes the output of the copy before it, and has weights of its own.',
    'Inside, `input` is what comes into the copy; from outside, the block is called `repeat_1` or by its `id`. Layer `dense_1` of its',
    'second copy is called `repeat_1-2-dense_1` ([ADR 11](adr/0011-blocks-that-repeat.md)).',
  ].join('\n');
  return `${[head, ...parts].join('\n\n')}\n`;
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..', '..');
  const file = join(root, 'docs', 'layers.md');
  const folder = join(root, 'main', 'models', 'layers');
  const fileName = (type: string): string => type.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
  const sources = new Map(layerTypes.map((type) => [type, readFileSync(join(folder, `${fileName(type)}.ts`), 'utf8')]));
  const written = table((type) => sources.get(type) ?? '');
  const expected = await format(written, { ...(await resolveConfig(file)), filepath: file });
  const mend = process.argv.includes('--mend');
  if (mend) writeFileSync(file, expected);
  if (readFileSync(file, 'utf8') !== expected) {
    console.error('docs/layers.md is not what the layers say. Run: npm run layer-table');
    process.exitCode = 1;
  }
  const comments = new Map([...sources].map(([type, source]) => [type, readComment(source)]));
  for (const problem of await checkLayerNotes(root, comments, mend)) {
    console.error(problem);
    process.exitCode = 1;
  }
}
