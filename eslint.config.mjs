// ESLint: strict typed rules for TypeScript, Svelte's own for components, and the house rules of CONTRIBUTING.md.
import javascript from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import typescript from 'typescript-eslint';
import { networkFiles, networkGlobals } from './scripts/checks/network-files.mjs';

const noNetwork = 'Athanor opens no connection. If this file truly must, name it in scripts/checks/network-files.mjs.';
const objectsWithNetwork = ['globalThis', 'window', 'self', 'global'];

export default typescript.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      'test-results/',
      'playwright-report/',
      'coverage/',
      'test/unit/tooling/fixtures/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  javascript.configs.recommended,
  ...typescript.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.node },
      parserOptions: { projectService: { allowDefaultProject: ['*.mjs'] }, extraFileExtensions: ['.svelte'] },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': 'allow-with-description', minimumDescriptionLength: 10 },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // It takes every method of an interface for one that needs its object; ours are mostly closures.
      '@typescript-eslint/unbound-method': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': ['error', { allow: ['error', 'warn'] }],
      'no-restricted-exports': [
        'error',
        {
          restrictDefaultExports: {
            direct: true,
            named: true,
            defaultFrom: true,
            namedFrom: true,
            namespaceFrom: true,
          },
        },
      ],
    },
  },
  {
    // The network: modules are dependency-cruiser's (`no-network`), globals are ours.
    files: ['main/**', 'renderer/**', 'resources/**', 'scripts/**', 'bin/**'],
    ignores: networkFiles.map(({ files }) => files),
    rules: {
      'no-restricted-globals': ['error', ...networkGlobals.map((name) => ({ name, message: noNetwork }))],
      'no-restricted-properties': [
        'error',
        ...objectsWithNetwork.flatMap((object) =>
          networkGlobals.map((property) => ({ object, property, message: noNetwork })),
        ),
        { object: 'navigator', property: 'sendBeacon', message: noNetwork },
        { object: 'process', property: 'getBuiltinModule', message: noNetwork },
      ],
    },
  },
  {
    files: ['renderer/**'],
    languageOptions: { globals: { ...globals.browser } },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: typescript.parser } },
    rules: {
      // It cannot tell a Map or Date that is made and read at once from one that the view should follow.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    // Typed rules take minutes over components, and take what they import from each other for `any`: svelte-check is
    // the judge of their types.
    files: ['**/*.svelte'],
    ...typescript.configs.disableTypeChecked,
    languageOptions: {
      ...typescript.configs.disableTypeChecked.languageOptions,
      parserOptions: {
        parser: typescript.parser,
        projectService: false,
        ...typescript.configs.disableTypeChecked.languageOptions?.parserOptions,
      },
    },
  },
  {
    files: ['**/*.svelte'],
    rules: {
      // It reports comments that svelte-check needs, once for each warning of the file.
      'svelte/no-unused-svelte-ignore': 'off',
      'svelte/require-each-key': 'error',
      'svelte/no-at-html-tags': 'error',
      'no-restricted-exports': 'off',
    },
  },
  {
    // What a person reads in a terminal is written there on purpose.
    files: ['scripts/**', 'bin/**', 'test/bench/**', 'main/shells/*/main.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // Matchers such as expect.any() are typed `any`, wherever they stand.
    files: ['test/**'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  {
    // Tools ask for default exports; plain JavaScript has no types to check.
    files: ['**/*.mjs', '**/*.config.ts'],
    ...typescript.configs.disableTypeChecked,
  },
  {
    files: ['**/*.config.ts', '*.mjs', 'scripts/test/vitest-reporter.ts'],
    rules: { 'no-restricted-exports': 'off' },
  },
);
