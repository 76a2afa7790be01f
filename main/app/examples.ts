/** The experiments that ship with Athanor: one file each in `resources/examples`. */
import { readdir, readFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { Example } from '../api/services.ts';

export async function readExamples(folder: string): Promise<Example[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  return Promise.all(
    files.map(async (file) => {
      const experiment = JSON.parse(await readFile(join(folder, file), 'utf8')) as Record<string, unknown>;
      const { name } = parse(file);
      const title = experiment['name'];
      return { name, title: typeof title === 'string' ? title : name, experiment };
    }),
  );
}
