/** Settings in as few words as tell them apart: `sgd`, `lr 0.05`, `dense 1 units 64`. Code words, the same in every language. */
import type { RunSummary } from '../../main/api/contract/index.ts';
import { settingDifferences } from '../../main/base/setting-differences.ts';

export type Settings = RunSummary['settings'];
export type SettingValue = Settings[string];

/** Settings whose value says it all. */
const bare: ReadonlySet<string> = new Set(['training.optimizer.type', 'training.loss', 'training.schedule.type']);
const short: Readonly<Record<string, string>> = {
  'training.optimizer.learningRate': 'lr',
  'training.batchSize': 'batch',
  'training.seed': 'seed',
  'data.split.seed': 'split seed',
  'data.split.test': 'test share',
  'data.split.validation': 'validation share',
  'data.split.method': 'split',
  'data.target': 'target',
  'data.features': 'features',
};
export const seedPath = 'training.seed';
const layerPath = /^model\.(?:layers|nodes)\[(\d+)\]\.(.+)$/u;

/** A path in short, where there is a short word for it. */
export function settingLabel(path: string): string {
  return short[path] ?? path;
}

/** A number as people write it: 0.05, 1e-4. */
export function settingText(value: SettingValue | undefined): string {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'number' && value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e6)) {
    return value.toExponential().replace('e+', 'e');
  }
  return String(value);
}

/** Paths on which two settings differ, in the order of the paths; those that say nothing of the experiment left out. */
export function differingPaths(left: Settings, right: Settings): string[] {
  return settingDifferences(left, right).sort(bySetting);
}

/** Model first, then optimizer, the rest of training, data, and the seed last. */
export function bySetting(left: string, right: string): number {
  return importance(left) - importance(right) || left.localeCompare(right, 'en', { numeric: true });
}

function importance(path: string): number {
  if (path === seedPath) return 4;
  if (path.startsWith('model.')) return 0;
  if (path.startsWith('training.optimizer.type')) return 1;
  if (path.startsWith('training.optimizer.')) return 1.5;
  if (path.startsWith('training.')) return 2;
  return 3;
}

/**
 * What sets `settings` apart on these paths, one phrase each. A layer that one side lacks is one phrase:
 * `+ dropout 2` or `− dropout 2`; layers that differ in more ways are said as a whole: `layers 64-32`.
 */
export function phrases(settings: Settings, reference: Settings, paths: readonly string[]): string[] {
  const layers = new Set<string>();
  const others = new Set<string>();
  for (const path of paths) {
    const layer = layerPhrase(settings, reference, path);
    if (layer === null) others.add(plainPhrase(settings, path));
    else layers.add(layer);
  }
  return [...(layers.size > 1 ? [`layers ${layersInBrief(settings)}`] : layers), ...others];
}

/** Hidden layers by their size, others by their kind: `64-dropout-32`. The last layer's size is the task's, not a choice. */
function layersInBrief(settings: Settings): string {
  const parts: string[] = [];
  for (let index = 0; ; index += 1) {
    const prefix = ['model.layers', 'model.nodes'].map((list) => `${list}[${String(index)}].`);
    const found = prefix.find((candidate) => settings[`${candidate}type`] !== undefined);
    if (found === undefined) break;
    const units = settings[`${found}units`];
    if (units === undefined) parts.push(settingText(settings[`${found}type`]));
    else if (units !== 'classes') parts.push(settingText(units));
  }
  return parts.length === 0 ? '–' : parts.join('-');
}

function plainPhrase(settings: Settings, path: string): string {
  const value = settingText(settings[path]);
  if (bare.has(path)) return value;
  return `${short[path] ?? path.slice(path.lastIndexOf('.') + 1)} ${value}`;
}

function layerPhrase(settings: Settings, reference: Settings, path: string): string | null {
  const found = layerPath.exec(path);
  if (found === null) return null;
  const [, index = '0', field = ''] = found;
  const typePath = `${path.slice(0, path.length - field.length)}type`;
  const own = settings[typePath];
  const other = reference[typePath];
  const place = Number(index) + 1;
  if (own === undefined) return `− ${settingText(other)} ${place}`;
  if (other === undefined) return `+ ${settingText(own)} ${place}`;
  if (own !== other) return `${settingText(own)} ${place}`;
  return `${settingText(own)} ${place} ${field} ${settingText(settings[path])}`;
}
