/** Checks that docs/layers.md is what the layers say of themselves; `--mend` writes it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { layers, layerTypes, type LayerType } from '../../main/models/layers/registry.ts';
import { describeFields, type FieldDescriptor } from '../../main/models/fields.ts';

/** What the comment at the head of a layer's file says: its first paragraph, and the shapes. */
export function readComment(source: string): { readonly summary: string; readonly shapes: string } {
  const [comment = ''] = source.split('*/');
  const lines = comment.split('\n').map((line) => line.replace(/^\/?\s*\*+ ?/u, ''));
  const text = lines.join('\n').trim();
  const [summary = ''] = text.split('\n\n');
  const shapes = /^Shapes: (?<shapes>[\s\S]*?)\n(?=[A-Z][a-z]+:)/mu.exec(text)?.groups?.['shapes'] ?? '';
  return { summary: oneLine(summary), shapes: oneLine(shapes) };
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

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
  const fileName = (type: string): string => type.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
  const folder = join(root, 'main', 'models', 'layers');
  const written = table((type) => readFileSync(join(folder, `${fileName(type)}.ts`), 'utf8'));
  const expected = await format(written, { ...(await resolveConfig(file)), filepath: file });
  if (process.argv.includes('--mend')) writeFileSync(file, expected);
  if (readFileSync(file, 'utf8') !== expected) {
    console.error('docs/layers.md is not what the layers say. Run: npm run layer-table');
    process.exitCode = 1;
  }
}
