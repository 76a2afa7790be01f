/** What of an experiment identifies it, and its settings as flat paths that a table can show. */
import { createHash } from 'node:crypto';
import type { ErrorParameter } from '../base/errors.ts';
import type { JsonObject, JsonValue } from './records.ts';

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function without(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** JSON with sorted keys: equal values give equal texts. */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => canonicalJson(item)).join(',')}]`;
  if (isObject(value)) {
    const members = Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}

/**
 * SHA-256 of everything that decides a result but the training seed: runs of equal hash repeat one experiment.
 * The content of the data counts, not where the file lay; the experiment's name does not count.
 */
export function settingsHash(experiment: JsonObject, datasetHash: string): string {
  const data = isObject(experiment['data']) ? without(experiment['data'], ['path']) : null;
  const training = isObject(experiment['training']) ? without(experiment['training'], ['seed']) : null;
  const identity: JsonObject = { ...without(experiment, ['name']), data, training, datasetHash };
  return createHash('sha256').update(canonicalJson(identity)).digest('hex');
}

function isScalar(value: JsonValue): value is ErrorParameter {
  return value === null || typeof value !== 'object';
}

/** `training.optimizer.type`, `model.layers[0].units`: one entry a leaf; a list of plain values is one entry. */
export function flattenSettings(experiment: JsonObject): Record<string, ErrorParameter> {
  const flat: Record<string, ErrorParameter> = {};
  function visit(value: JsonValue, path: string): void {
    if (isScalar(value)) {
      flat[path] = value;
    } else if (Array.isArray(value)) {
      const items = value as readonly JsonValue[];
      if (items.every(isScalar)) flat[path] = items.join(', ');
      else
        items.forEach((item, index) => {
          visit(item, `${path}[${index}]`);
        });
    } else {
      for (const [key, member] of Object.entries(value)) visit(member, path === '' ? key : `${path}.${key}`);
    }
  }
  visit(without(experiment, ['athanor', 'name']), '');
  return flat;
}

/** The layers in one line, each with its width where it has one: `dense 64 → dense classes`. Null for no layers. */
export function modelLine(experiment: JsonObject): string | null {
  const model = isObject(experiment['model']) ? experiment['model'] : {};
  const list = model['layers'] ?? model['nodes'];
  if (!Array.isArray(list)) return null;
  const words = (list as readonly JsonValue[]).filter(isObject).flatMap((layer) => {
    const parts = [layer['type'], layer['units'], layer['filters']].filter(
      (part) => typeof part === 'string' || typeof part === 'number',
    );
    return layer['type'] === undefined ? [] : [parts.join(' ')];
  });
  return words.length === 0 ? null : words.join(' → ');
}

/** The settings as queries find them: no null, true and false as texts, and the model in one line. */
export function queriedSettings(experiment: JsonObject): [path: string, value: string | number][] {
  const rows: [string, string | number][] = [];
  for (const [path, value] of Object.entries(flattenSettings(experiment))) {
    if (value !== null) rows.push([path, typeof value === 'boolean' ? String(value) : value]);
  }
  const model = modelLine(experiment);
  if (model !== null) rows.push(['model', model]);
  return rows;
}
