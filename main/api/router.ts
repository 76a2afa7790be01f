/** The router: every procedure of the contract, over the services it is given. */
import { createRouterClient } from '@orpc/server';
import type { ContractRouterClient } from '@orpc/contract';
import { createBase } from './base.ts';
import type { Contract } from './contract/index.ts';
import { createComparisonRoutes } from './comparison-routes.ts';
import { createDatasetRoutes } from './dataset-routes.ts';
import { createDiskRoutes } from './disk-routes.ts';
import { createModelRoutes } from './model-routes.ts';
import { createPredictionRoutes } from './prediction-routes.ts';
import { createRunRoutes } from './run-routes.ts';
import { createViewRoutes } from './view-routes.ts';
import type { Services } from './services.ts';
import { createExampleRoutes, createSystemRoutes } from './system-routes.ts';

export function createRouter(services: Services) {
  const base = createBase(services.report);
  return base.router({
    datasets: createDatasetRoutes(base, services),
    models: createModelRoutes(base, services),
    runs: { ...createRunRoutes(base, services), ...createPredictionRoutes(base, services) },
    comparison: createComparisonRoutes(base, services),
    examples: createExampleRoutes(base, services),
    views: createViewRoutes(base, services),
    disk: createDiskRoutes(base, services),
    system: createSystemRoutes(base, services),
  });
}
export type AppRouter = ReturnType<typeof createRouter>;

/** What every caller holds, be it in this process, behind a socket or behind a port. */
export type Client = ContractRouterClient<Contract>;

/** A client in the same process: the same checks and the same errors as over a socket. */
export function createClient(router: AppRouter): Client {
  return createRouterClient(router);
}
