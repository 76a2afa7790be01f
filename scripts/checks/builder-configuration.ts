/** Checks electron-builder.yml against electron-builder's own schema, and the metadata that its targets demand. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

interface BuilderModule {
  getConfig: (root: string, file: string | null, overrides: null) => Promise<object>;
  validateConfiguration: (configuration: object, log: object) => Promise<void>;
}

/** What is wrong, one sentence each. The schema does not know that a .deb needs these fields of package.json. */
export async function findBuilderProblems(root: string, file = 'electron-builder.yml'): Promise<string[]> {
  const require = createRequire(import.meta.url);
  const { getConfig, validateConfiguration } = require('app-builder-lib/out/util/config/config.js') as BuilderModule;
  const { DebugLogger } = require('builder-util') as { DebugLogger: new (enabled: boolean) => object };
  const problems: string[] = [];
  try {
    await validateConfiguration(await getConfig(root, file, null), new DebugLogger(false));
  } catch (error) {
    problems.push(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
  for (const field of ['description', 'homepage', 'author', 'license', 'version', 'main']) {
    if (manifest[field] === undefined) problems.push(`package.json: "${field}" is missing; the installers need it.`);
  }
  return problems;
}

if (import.meta.main) {
  const problems = await findBuilderProblems(join(import.meta.dirname, '..', '..'));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
