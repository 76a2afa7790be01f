/** Whether the table stands as a view has it. */
import type { ViewDefinition } from '../../../main/api/contract/index.ts';

export function isSameView(one: ViewDefinition, other: ViewDefinition): boolean {
  return canonical(one) === canonical(other);
}

/** Without what makes no difference: white space around the query, and the order that runs have anyway. */
function canonical({ where, sort, columns, metric, at, groupBy }: ViewDefinition): string {
  const plain = sort === null || (sort.id === 'when' && sort.direction === 'down');
  return JSON.stringify([
    where.trim(),
    plain ? null : [sort.id, sort.direction],
    columns?.map(({ id, pixels, pinned }) => [id, pixels, pinned]) ?? null,
    metric,
    at,
    groupBy,
  ]);
}
