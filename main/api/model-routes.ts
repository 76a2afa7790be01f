/** `models.*`: what layers there are, and what a draft amounts to. */
import type { Base } from './base.ts';
import type { Services } from './services.ts';

export function createModelRoutes(base: Base, { models }: Services) {
  return {
    catalogue: base.models.catalogue.handler(() => models.catalogue()),
    templates: base.models.templates.handler(({ input }) => models.templates(input)),
    inspect: base.models.inspect.handler(({ input }) => models.inspect(input)),
  };
}
