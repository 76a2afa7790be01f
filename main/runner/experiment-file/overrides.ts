/** `--set training.seed=3`: changes single fields of an experiment before it is checked. */
import { UserError } from '../../base/errors.ts';

type Part = string | number;

/**
 * `model.layers[1].units` → `['model', 'layers', 1, 'units']`. Names with other characters are quoted:
 * `data.kinds["a b"]`.
 */
export function parseFieldPath(path: string): Part[] {
  const parts: Part[] = [];
  const step = /(?:^|(?<=.)\.)([A-Za-z_$][\w$-]*)|\[(\d{1,6})\]|\[("(?:[^"\\]|\\.)*")\]/uy;
  while (step.lastIndex < path.length) {
    const match = step.exec(path);
    if (match === null) throw new UserError('runner.overrideSyntax', { override: path }, { path });
    const [, name, index, quoted] = match;
    if (name !== undefined) parts.push(name);
    else if (index !== undefined) parts.push(Number(index));
    else parts.push(unquote(quoted ?? '""', path));
  }
  if (typeof parts[0] !== 'string') throw new UserError('runner.overrideSyntax', { override: path }, { path });
  return parts;
}

function unquote(text: string, path: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    throw new UserError('runner.overrideSyntax', { override: path }, { path });
  }
}

/** JSON where it is JSON, else the text itself, so that `name=my run` needs no quotes. */
export function parseOverrideValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/**
 * A copy of the experiment with the fields replaced. Sections on the way that are left out are made; whether the field
 * exists is for the check of the whole experiment to say, which knows the names.
 */
export function applyOverrides(experiment: unknown, overrides: Readonly<Record<string, string>>): unknown {
  const copy = structuredClone(experiment);
  for (const [path, text] of Object.entries(overrides)) setField(copy, path, parseOverrideValue(text));
  return copy;
}

function setField(root: unknown, path: string, value: unknown): void {
  const parts = parseFieldPath(path);
  let place = root;
  parts.forEach((part, depth) => {
    const last = depth === parts.length - 1;
    const container = containerOf(place, part, path);
    if (last) container.set(value);
    else place = container.get() ?? container.set(typeof parts[depth + 1] === 'number' ? [] : {});
  });
}

interface Container {
  get(): unknown;
  set(value: unknown): unknown;
}

function containerOf(place: unknown, part: Part, path: string): Container {
  if (Array.isArray(place)) {
    const list = place as unknown[];
    if (typeof part !== 'number' || part > list.length) {
      throw new UserError('runner.overrideIndex', { field: String(part), length: list.length }, { path });
    }
    return { get: () => list[part], set: (value) => (list[part] = value) };
  }
  if (typeof place === 'object' && place !== null && typeof part === 'string') {
    const object = place as Record<string, unknown>;
    return {
      get: () => (Object.hasOwn(object, part) ? object[part] : undefined),
      set(value) {
        // Not an assignment: a field called `__proto__` must stay a field, to be refused by name.
        Object.defineProperty(object, part, { value, enumerable: true, writable: true, configurable: true });
        return value;
      },
    };
  }
  throw new UserError('runner.overrideThroughValue', { field: String(part) }, { path });
}
