/** `disk.*`: what takes how much of the disk. */
import type { Base } from './base.ts';
import type { Services } from './services.ts';

export function createDiskRoutes(base: Base, { disk }: Services) {
  return {
    report: base.disk.report.handler(() => disk.report()),
  };
}
