/** ESLint's half of the network rule: the globals that open connections, in TypeScript and in components. */
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';
import { networkFiles, networkGlobals } from '../../../scripts/checks/network-files.mjs';

const root = join(import.meta.dirname, '..', '..', '..');

/** Rules that need types cannot judge a file that is not on disk; the network rules need none. */
const eslint = new ESLint({
  cwd: root,
  overrideConfig: [{ languageOptions: { parserOptions: { projectService: false } } }],
  ruleFilter: ({ ruleId }) => ruleId.startsWith('no-restricted-'),
});

async function brokenRules(filePath: string, code: string): Promise<string[]> {
  const results = await eslint.lintText(code, { filePath: join(root, filePath) });
  return results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => ruleId ?? message));
}

describe('the network rule', () => {
  test.each(networkGlobals)('refuses %s as a global and as a property of globalThis', async (name) => {
    expect(await brokenRules('main/runner/planted.ts', `export const bad: unknown = ${name};\n`)).toContain(
      'no-restricted-globals',
    );
    expect(await brokenRules('main/runner/planted.ts', `export const bad: unknown = globalThis.${name};\n`)).toContain(
      'no-restricted-properties',
    );
  });

  test('refuses them in components', async () => {
    const component = '<script lang="ts">\n  void fetch("/");\n</script>\n';
    expect(await brokenRules('renderer/views/Planted.svelte', component)).toContain('no-restricted-globals');
  });

  test('lets the named files use them', async () => {
    expect(await brokenRules('main/shells/browser/planted.ts', 'export const good: unknown = WebSocket;\n')).toEqual(
      [],
    );
  });

  test('gives a reason for every named file', () => {
    for (const { files, reason } of networkFiles) expect(reason, files).toMatch(/\w+ \w+/u);
  });
});
