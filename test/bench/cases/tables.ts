/** Tables of the size that breaks tools which load them whole: a gigabyte brought in, a million rows described. */
import { pandas, type BenchCase } from '../case.ts';

export const importCsv: BenchCase = {
  name: 'import-csv',
  title: 'CSV of 1 GB, 5 million rows of 20 columns: stored as Parquet with its hash',
  threads: [2],
  work: {},
  file: { script: 'data/wide-csv.ts', name: 'wide.csv', arguments: ['5000000'] },
  ours: 'ours/import-csv.ts',
  peers: [pandas],
  goals: [
    { quantity: 'time', unit: 's', atMost: 0.8, peer: 'pandas' },
    { quantity: 'memory', unit: 'MiB', atMost: 1500, peer: null },
    { quantity: 'memory', unit: 'MiB', atMost: null, peer: 'pandas' },
    { quantity: 'stall', unit: 'ms that the main process was not to be spoken to', atMost: 100, peer: null },
  ],
};

export const profileTable: BenchCase = {
  name: 'profile-million',
  title: 'A million rows of 20 columns: every column described, alone and in pairs, with what gives the target away',
  threads: [2],
  work: { target: 'target' },
  file: { script: 'data/wide-csv.ts', name: 'million.csv', arguments: ['1000000'] },
  ours: 'ours/profile-table.ts',
  peers: [],
  goals: [
    { quantity: 'time', unit: 's', atMost: 5, peer: null },
    { quantity: 'memory', unit: 'MiB', atMost: null, peer: null },
  ],
};

export const recipePreview: BenchCase = {
  name: 'recipe-preview',
  title: 'A million rows of 20 columns: a recipe fitted on training rows, with some rows before and after each step',
  threads: [2],
  work: { target: 'target', column: 'temperature' },
  file: { script: 'data/wide-csv.ts', name: 'million.csv', arguments: ['1000000'] },
  ours: 'ours/preview-recipe.ts',
  peers: [],
  goals: [{ quantity: 'time', unit: 's', atMost: 1, peer: null }],
};
