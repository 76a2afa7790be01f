/** The registry lists what the folder holds, and every engine's table is complete. */
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { lowerings } from '../../../main/engines/onnxruntime/lowering/lowerings.ts';
import { kernels as referenceKernels } from '../../../main/engines/reference/kernels/kernels.ts';
import { kernels as tensorflowKernels } from '../../../main/engines/tensorflow/kernels.ts';
import { opDefinitions, opNames } from '../../../main/graph/ops/registry.ts';

const folder = new URL('../../../main/graph/ops/', import.meta.url);
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

it('lists exactly the ops that have a file', () => {
  const files = readdirSync(folder).filter((file) => !['definition.ts', 'registry.ts'].includes(file));
  expect(opNames.map((name) => `${kebab(name)}.ts`).sort()).toEqual(files.sort());
});

it('names each op after the export of its file', async () => {
  for (const name of opNames) {
    const module = (await import(new URL(`${kebab(name)}.ts`, folder).href)) as Record<string, unknown>;
    expect(module[name], name).toBe(opDefinitions[name]);
  }
});

it.each([
  ['reference', referenceKernels],
  ['onnxruntime', lowerings],
  ['tensorflow', tensorflowKernels],
])('has every op in the table of %s, and no other', (_, table) => {
  expect(Object.keys(table).sort()).toEqual([...opNames].sort());
});

it('knows which ops have no gradient', () => {
  const without = opNames.filter((name) => opDefinitions[name].gradient === 'none');
  expect(without.sort()).toEqual(
    [
      'argMax',
      'constant',
      'elementCount',
      'equal',
      'greater',
      'greaterEqual',
      'gridSample',
      'logicalAnd',
      'logicalNot',
      'maxPoolGradient',
      'oneHot',
    ].sort(),
  );
});
