/** The disk's service: the report, what can be deleted, and the rules that say what is kept. Loaded when first asked. */
import type { DiskService } from '../../api/services.ts';
import { UserError } from '../../base/errors.ts';
import { freeBytes } from '../data-folder.ts';
import type { PurgeServices } from './purge.ts';

/** Rules that were changed a moment ago may be half typed; milliseconds. */
const settling = 60_000;
/** Rules that work by themselves look again so often; milliseconds. */
const pause = 600_000;

export interface DiskKeeper extends DiskService {
  /** Lets the rules work by themselves where they are told to: for shells that stay. Returns the way to stop. */
  keep(onFailure: (error: unknown) => void): () => void;
}

/** @param stays whether this process is one that windows hang on */
export function createDiskService(services: PurgeServices, { stays }: { readonly stays: boolean }): DiskKeeper {
  const loaded = () => import('./purge.ts');
  let changedAt = services.now();

  return {
    report: async () => (await import('./disk-report.ts')).readDiskReport(services),
    purgeable: async () => (await loaded()).listPurgeable(services),
    purge: async (keys) => (await loaded()).purge(services, keys),
    async compact() {
      const { paths, store } = services;
      if (stays) throw new UserError('disk.compactInWindow');
      const { databaseBytes } = await import('./disk-report.ts');
      const before = await databaseBytes(paths.database);
      const free = freeBytes(paths.root);
      // The new file and what is not yet in it lie beside the old one until all is written.
      if (free !== null && free < 2 * before) throw new UserError('disk.compactNoRoom', { needed: 2 * before, free });
      store.disk.compact();
      return { before, after: await databaseBytes(paths.database) };
    },
    rules: async () => (await loaded()).readKeepRules(services.store),
    async setRules(rules) {
      const { readKeepRules, writeKeepRules } = await loaded();
      changedAt = services.now();
      writeKeepRules(services.store, rules);
      return readKeepRules(services.store);
    },
    keep(onFailure) {
      const timer = setInterval(() => {
        if (services.now() - changedAt < settling) return;
        loaded()
          .then(({ keepByRules }) => keepByRules(services))
          .catch(onFailure);
      }, pause);
      timer.unref();
      return () => {
        clearInterval(timer);
      };
    },
  };
}
