// The layer rule: which folder may import what. Every rule says what to do instead. Tested by test/unit/tooling/layers.test.ts.
import { networkFiles, networkModules } from './scripts/checks/network-files.mjs';

/**
 * Each layer, the layers it may import besides itself, the packages it may use and whether it may use Node.
 * `main/base` is open to all. A layer or a package that is not in this table may not be used: add it here, on purpose.
 */
const layers = {
  'main/base': { layers: [], packages: [], node: false },
  'main/processes': { layers: [], packages: ['zod'], node: true },
  'main/graph': { layers: [], packages: [], node: false },
  'main/models': { layers: ['main/graph'], packages: ['zod'], node: false },
  'main/training': { layers: ['main/graph', 'main/models'], packages: ['zod'], node: false },
  'main/engines': {
    layers: ['main/graph'],
    packages: ['onnxruntime-node', 'onnxruntime-common', '@tensorflow/*', 'pbf'],
    node: true,
  },
  'main/datasets': {
    layers: ['main/processes'],
    packages: ['@duckdb/node-api', 'apache-arrow', 'better-sqlite3', 'saxes', 'sharp', 'yauzl', 'zod'],
    node: true,
  },
  'main/evaluation': {
    layers: ['main/graph', 'main/engines', 'main/datasets', 'main/models'],
    packages: ['zod'],
    node: true,
  },
  'main/experiments': { layers: [], packages: ['better-sqlite3', 'zod'], node: true },
  'main/runner': {
    layers: [
      'main/processes',
      'main/graph',
      'main/models',
      'main/training',
      'main/engines',
      'main/datasets',
      'main/evaluation',
      'main/experiments',
    ],
    packages: ['zod'],
    node: true,
  },
  'main/api/contract': { layers: [], packages: ['zod', '@orpc/contract'], node: false },
  'main/drafts': { layers: ['main/api/contract'], packages: [], node: false },
  'main/api': {
    layers: [
      'main/api/contract',
      'main/graph',
      'main/models',
      'main/training',
      'main/engines',
      'main/datasets',
      'main/evaluation',
      'main/experiments',
      'main/runner',
    ],
    packages: ['zod', '@orpc/contract', '@orpc/server', '@orpc/client'],
    node: true,
  },
  'main/app': {
    layers: [
      'main/processes',
      'main/graph',
      'main/models',
      'main/training',
      'main/engines',
      'main/datasets',
      'main/evaluation',
      'main/experiments',
      'main/runner',
      'main/api',
      'main/api/contract',
    ],
    packages: ['zod', 'pino', 'ws', '@orpc/server', '@orpc/client', '@orpc/contract'],
    node: true,
  },
  'main/shells/browser': {
    layers: ['main/app', 'main/api', 'main/api/contract', 'resources/messages'],
    packages: ['ws', 'open', '@orpc/server'],
    node: true,
  },
  'main/shells/cli': {
    layers: ['main/app', 'main/api', 'main/api/contract', 'main/drafts', 'main/shells/browser', 'resources/messages'],
    packages: ['commander', '@orpc/client', '@orpc/server', '@orpc/contract', 'zod'],
    node: true,
  },
  'main/shells/electron': {
    layers: ['main/app', 'main/api', 'main/api/contract', 'resources/messages'],
    packages: ['electron', '@orpc/server', 'zod'],
    node: true,
  },
  'resources/messages': { layers: [], packages: ['intl-messageformat'], node: false },
  renderer: {
    layers: ['main/api/contract', 'main/drafts', 'resources/messages'],
    packages: [
      'svelte',
      '@xyflow/svelte',
      '@dagrejs/dagre',
      'bits-ui',
      '@lucide/svelte',
      '@internationalized/date',
      'marked',
      '@orpc/client',
      '@orpc/contract',
      'tailwindcss',
      'vite',
      'zod',
    ],
    node: false,
  },
};

/** Why a layer is not simply open, said where the rule fails. */
const remedies = {
  'main/graph': 'The graph is pure. Pass clocks, seeds and data in as arguments; do I/O in main/runner.',
  'main/models': 'Models are pure. Pass what you need as an argument; do I/O in main/runner or main/datasets.',
  'main/training': 'Training is pure and knows engines only by main/graph/engine.ts. Do I/O in main/runner.',
  'main/engines': 'Engines know ops, never layers: express what you need as an op of main/graph.',
  'main/experiments': 'The store knows rows only. Convert in main/runner or main/api.',
  'main/api/contract': 'The contract is zod schemas and types alone, for main and renderer alike.',
  'main/drafts':
    'Drafts are pure, and shared by window and command line. What must be asked of the core is an argument.',
  renderer: 'The renderer knows the contract and drafts alone. Add a procedure to main/api/contract and call it.',
};

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&');
const within = (folder) => `^${escape(folder)}/`;
const nameOf = (folder) => folder.replaceAll('/', '-');
const nested = (folder) => Object.keys(layers).filter((other) => other.startsWith(`${folder}/`));
/** A package as the last `node_modules/` segment of a resolved path, or bare where it is not installed. */
const packagePath = (name) => `(^|node_modules/)(@types/)?${escape(name).replaceAll('\\*', '[^/]+')}(/|$)`;

/** A layer's files less those of the layers inside it: opening `main/api` does not open `main/api/contract`. */
function filesOf(layer) {
  const inner = nested(layer).map((folder) => `${escape(folder.slice(layer.length + 1))}/`);
  return inner.length === 0 ? within(layer) : `${within(layer)}(?!${inner.join('|')})`;
}

function layerRules(folder, { layers: allowed, packages, node }) {
  const from = { path: filesOf(folder) };
  const remedy =
    remedies[folder] ?? 'Move the code to a layer that may import both, or pass the value in from main/app.';
  const projectFiles = '^(main|renderer|resources|scripts|test|bin)/';
  const rules = [
    {
      name: `layer-${nameOf(folder)}`,
      comment: `${folder} may import ${['main/base', ...allowed].join(', ')}. ${remedy}`,
      severity: 'error',
      from,
      to: { path: projectFiles, pathNot: [folder, 'main/base', ...allowed].map(filesOf) },
    },
    {
      name: `packages-${nameOf(folder)}`,
      comment: `${folder} may use ${packages.length === 0 ? 'no packages' : packages.join(', ')}. Use another layer, or add the package to the table in .dependency-cruiser.mjs with its licence checked.`,
      severity: 'error',
      from,
      to: {
        dependencyTypesNot: ['core', 'local', 'localmodule', 'undetermined', 'unknown'],
        path: '(^|/)node_modules/',
        ...(packages.length === 0 ? {} : { pathNot: packages.map(packagePath) }),
      },
    },
  ];
  if (!node) {
    rules.push({
      name: `no-node-${nameOf(folder)}`,
      comment: `${folder} runs anywhere, so it may not use Node's modules. ${remedy}`,
      severity: 'error',
      from,
      to: { dependencyTypes: ['core'] },
    });
  }
  return rules;
}

/** A glob of networkFiles as a regular expression. */
const globPattern = (glob) => `^${escape(glob).replaceAll('\\*\\*', '.*').replaceAll('\\*', '[^/]*')}$`;

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circular',
      comment:
        'Files that import each other cannot be loaded or tested alone. Move what both need into a third file. (Types alone may: they are gone when the code runs.)',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'not-resolvable',
      comment: 'The import leads nowhere. Mend its path, or add the package to package.json.',
      severity: 'error',
      from: { pathNot: '^(dist|node_modules)/' },
      to: { couldNotResolve: true, pathNot: '^(virtual:|\\$)' },
    },
    {
      name: 'layers-known',
      comment: 'A new folder of main needs a row in the table of .dependency-cruiser.mjs and in docs/architecture.md.',
      severity: 'error',
      from: { path: '^main/', pathNot: Object.keys(layers).map(within) },
      to: {},
    },
    {
      name: 'electron-only-in-its-shell',
      comment:
        'Importing electron from Node starts a download. Use scripts/find-electron.mjs, or pass what you need in from main/shells/electron.',
      severity: 'error',
      from: { pathNot: ['^main/shells/electron/', '^test/unit/electron/'] },
      to: { path: '(^|node_modules/)electron(/|$)' },
    },
    {
      name: 'no-network',
      comment:
        'Athanor opens no connection. If this file truly must, name it with its reason in scripts/checks/network-files.mjs.',
      severity: 'error',
      from: {
        path: '^(main|renderer|resources|scripts|bin)/',
        pathNot: networkFiles.map(({ files }) => globPattern(files)),
      },
      to: {
        path: `^(node:)?(${networkModules.join('|')})(/|$)|(^|/)node_modules/(@types/)?(${networkModules.join('|')})/`,
      },
    },
    {
      name: 'tests-stay-outside',
      comment: 'The product must not import tests. Move the shared code into main/ or renderer/.',
      severity: 'error',
      from: { path: '^(main|renderer|resources)/' },
      to: { path: '^test/' },
    },
    ...Object.entries(layers).flatMap(([folder, layer]) => layerRules(folder, layer)),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|node_modules/\\.cache)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.svelte', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
    skipAnalysisNotInRules: true,
  },
};
