/** `comparison.*`: two runs side by side. */
import type { Base } from './base.ts';
import type { Services } from './services.ts';

export function createComparisonRoutes(base: Base, { store, comparison }: Services) {
  const routes = base.comparison;
  const idOf = (reference: string): string => store.runs.get(reference).id;
  return {
    models: routes.models.handler(({ input }) => comparison.models(idOf(input.left), idOf(input.right))),
    rows: routes.rows.handler(({ input }) =>
      comparison.rows({ ...input, left: idOf(input.left), right: idOf(input.right) }),
    ),
    reproduction: routes.reproduction.handler(({ input }) =>
      comparison.reproduction(idOf(input.left), idOf(input.right)),
    ),
  };
}
