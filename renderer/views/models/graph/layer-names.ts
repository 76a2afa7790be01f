/** Names and inputs of the layers of a list, as the core counts them where the list does not say. Pure. */

/** The one input of a model that is a list. */
export const listInput = 'features';
/** Inside a block, the name of what comes into it. */
export const blockInput = 'input';
/** The type of a block of layers that stands several times in a row. */
export const repeatType = 'repeat';

export interface NamedPlace {
  readonly id: string;
  readonly inputs: readonly string[];
}

/** The names of layers by their type and its count, `dense_1`, passing over counts that are another layer's own name. */
export function countedNames(layers: readonly { readonly type: string; readonly id?: unknown }[]): string[] {
  const given = new Set(layers.map(({ id }) => id));
  const counts = new Map<string, number>();
  return layers.map(({ type, id }) => {
    let count = (counts.get(type) ?? 0) + 1;
    while (id === undefined && given.has(`${type}_${String(count)}`)) count += 1;
    counts.set(type, count);
    return typeof id === 'string' ? id : `${type}_${String(count)}`;
  });
}

/** @param entry what the first layer takes */
export function placeLayers(
  layers: readonly { readonly type: string; readonly id?: unknown; readonly inputs?: unknown }[],
  entry: string,
): NamedPlace[] {
  const names = countedNames(layers);
  return layers.map(({ inputs }, index) => ({
    id: names[index] ?? '',
    inputs: Array.isArray(inputs)
      ? inputs.filter((input): input is string => typeof input === 'string')
      : [names[index - 1] ?? entry],
  }));
}
