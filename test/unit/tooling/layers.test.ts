/** The layer rule fails where it should: bad imports planted in a small tree are each found, and a good tree passes. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findViolations, type Violation } from '../../../scripts/checks/layers.ts';

const project = join(import.meta.dirname, '..', '..', '..');

/** Files that exist so that others can import them. */
const ground: Record<string, string> = {
  'main/base/errors.ts': 'export class UserError extends Error {}',
  'main/graph/tensor.ts': "import { UserError } from '../base/errors.ts'; export const tensor = UserError;",
  'main/models/spec.ts':
    "import { z } from 'zod'; import { tensor } from '../graph/tensor.ts'; export const spec = [z, tensor];",
  'main/engines/onnxruntime/index.ts': "import { tensor } from '../../graph/tensor.ts'; export const engine = tensor;",
  'main/api/contract/index.ts': "import { z } from 'zod'; export const contract = z;",
  'main/api/router.ts': "import { contract } from './contract/index.ts'; export const router = contract;",
  'main/app/index.ts': "import { router } from '../api/router.ts'; export const app = router;",
  'main/shells/electron/main.ts':
    "import { app } from 'electron'; import { app as ours } from '../../app/index.ts'; export const main = [app, ours];",
  'main/shells/browser/server.ts': "import { createServer } from 'node:http'; export const server = createServer;",
  'renderer/api.ts':
    "import type { contract } from '../main/api/contract/index.ts'; export type Contract = typeof contract;",
  'main/graph/circle-b.ts': "import { a } from './circle-a.ts'; export const b = () => a;",
  'main/graph/types-a.ts': "import type { B } from './types-b.ts'; export interface A { b: B }",
  'main/graph/types-b.ts': "import type { A } from './types-a.ts'; export interface B { a: A }",
};

/** Each planted file, and the rule that must find it. */
const planted: [file: string, text: string, rule: string][] = [
  ['main/base/bad.ts', "import { tensor } from '../graph/tensor.ts'; export const bad = tensor;", 'layer-main-base'],
  ['main/graph/bad-layer.ts', "import { spec } from '../models/spec.ts'; export const bad = spec;", 'layer-main-graph'],
  [
    'main/graph/bad-node.ts',
    "import { readFileSync } from 'node:fs'; export const bad = readFileSync;",
    'no-node-main-graph',
  ],
  ['main/graph/bad-package.ts', "import { z } from 'zod'; export const bad = z;", 'packages-main-graph'],
  [
    'main/training/bad.ts',
    "import { engine } from '../engines/onnxruntime/index.ts'; export const bad = engine;",
    'layer-main-training',
  ],
  [
    'main/engines/bad.ts',
    "import type { spec } from '../models/spec.ts'; export type Bad = typeof spec;",
    'layer-main-engines',
  ],
  [
    'main/experiments/bad.ts',
    "import type { contract } from '../api/contract/index.ts'; export type Bad = typeof contract;",
    'layer-main-experiments',
  ],
  [
    'main/api/contract/bad.ts',
    "import { router } from '../router.ts'; export const bad = router;",
    'layer-main-api-contract',
  ],
  ['main/runner/bad.ts', "import { app } from '../app/index.ts'; export const bad = app;", 'layer-main-runner'],
  [
    'main/runner/bad-electron.ts',
    "import { app } from 'electron'; export const bad = app;",
    'electron-only-in-its-shell',
  ],
  ['main/runner/bad-dynamic.ts', "export const bad = async () => import('node:https');", 'no-network'],
  [
    'main/datasets/bad-require.ts',
    "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); export const bad: unknown = require('node:net');",
    'no-network',
  ],
  ['main/app/bad-socket.ts', "import { WebSocket } from 'ws'; export const bad = WebSocket;", 'no-network'],
  [
    'main/shells/cli/bad.ts',
    "import { tensor } from '../../graph/tensor.ts'; export const bad = tensor;",
    'layer-main-shells-cli',
  ],
  ['main/unknown/bad.ts', "import { tensor } from '../graph/tensor.ts'; export const bad = tensor;", 'layers-known'],
  [
    'renderer/bad-router.ts',
    "import { router } from '../main/api/router.ts'; export const bad = router;",
    'layer-renderer',
  ],
  ['renderer/bad-node.ts', "import { join } from 'node:path'; export const bad = join;", 'no-node-renderer'],
  [
    'renderer/Bad.svelte',
    '<script lang="ts">import { tensor } from \'../main/graph/tensor.ts\'; console.log(tensor);</script>',
    'layer-renderer',
  ],
  ['main/graph/circle-a.ts', "import { b } from './circle-b.ts'; export const a = () => b;", 'no-circular'],
  ['main/graph/bad-path.ts', "import { lost } from './nowhere.ts'; export const bad = lost;", 'not-resolvable'],
  [
    'main/app/bad-test.ts',
    "import { helper } from '../../test/helper.ts'; export const bad = helper;",
    'tests-stay-outside',
  ],
];

const root = mkdtempSync(join(tmpdir(), 'athanor-layers-'));
let violations: readonly Violation[] = [];

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), `${text}\n`);
}

beforeAll(() => {
  symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'), 'junction');
  write('tsconfig.json', '{ "compilerOptions": { "allowImportingTsExtensions": true, "noEmit": true } }');
  write('test/helper.ts', 'export const helper = 1;');
  for (const [file, text] of Object.entries(ground)) write(file, text);
  for (const [file, text] of planted) write(file, text);
  ({ violations } = findViolations(root));
}, 60_000);

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('the layer rule', () => {
  test.each(planted)('finds the bad import of %s', (file, _text, rule) => {
    expect(violations.filter(({ from }) => from === file).map((violation) => violation.rule)).toContain(rule);
  });

  test('says what to do instead in every rule', () => {
    for (const { rule, comment } of violations) expect(comment, rule).toMatch(/\w.{30,}\./u);
  });

  test('finds nothing in the files that keep it', () => {
    expect(violations.filter(({ from }) => Object.hasOwn(ground, from))).toEqual([]);
  });
});
