/** Settings in the parts of the experiment file that they belong to, in the file's order. */
import type { Settings, SettingValue } from '../../state/setting-words.ts';

export interface SettingRow {
  readonly path: string;
  readonly value: SettingValue;
}
export interface SettingGroup {
  readonly part: string;
  readonly rows: readonly SettingRow[];
}

export function settingGroups(settings: Settings): SettingGroup[] {
  const groups = new Map<string, SettingRow[]>();
  for (const path of Object.keys(settings).sort((left, right) => left.localeCompare(right, 'en', { numeric: true }))) {
    const part = path.split('.')[0] ?? path;
    groups.set(part, [...(groups.get(part) ?? []), { path, value: settings[path] ?? null }]);
  }
  return ['data', 'model', 'training', ...groups.keys()]
    .filter((part, index, all) => all.indexOf(part) === index && groups.has(part))
    .map((part) => ({ part, rows: groups.get(part) ?? [] }));
}
