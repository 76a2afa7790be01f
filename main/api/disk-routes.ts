/** `disk.*`: what takes how much of the disk, what is kept, and what is deleted for good. */
import type { Base } from './base.ts';
import type { Services } from './services.ts';

export function createDiskRoutes(base: Base, { disk }: Services) {
  return {
    report: base.disk.report.handler(() => disk.report()),
    purgeable: base.disk.purgeable.handler(() => disk.purgeable()),
    purge: base.disk.purge.handler(({ input }) => disk.purge(input.keys)),
    compact: base.disk.compact.handler(() => disk.compact()),
    rules: base.disk.rules.handler(() => disk.rules()),
    setRules: base.disk.setRules.handler(({ input }) => disk.setRules(input)),
  };
}
