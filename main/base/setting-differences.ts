/** On which settings two experiments differ, as paths of the flattened settings. */

type Settings = Readonly<Record<string, unknown>>;

/** Settings that say where a file lay, not what was done with it. */
const silent: ReadonlySet<string> = new Set(['data.path', 'data.kind']);

/** In the order of the left settings, then of the right; those that say nothing of the experiment left out. */
export function settingDifferences(left: Settings, right: Settings): string[] {
  return [...new Set([...Object.keys(left), ...Object.keys(right)])]
    .filter((path) => !silent.has(path) && (left[path] ?? null) !== (right[path] ?? null))
    .filter((path) => !followsFromType(path, left, right));
}

/** An option that only one of two kinds has, such as Adam's beta1 beside SGD: the kind itself already says so. */
function followsFromType(path: string, left: Settings, right: Settings): boolean {
  if (left[path] !== undefined && right[path] !== undefined) return false;
  const type = `${path.slice(0, path.lastIndexOf('.'))}.type`;
  return type !== path && left[type] !== right[type] && left[type] !== undefined && right[type] !== undefined;
}
