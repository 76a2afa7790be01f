/** Versions of everything that could change a result, as the run records them. */
import { arch, cpus, platform, release } from 'node:os';
import packageJson from '../../../package.json' with { type: 'json' };
import type { EngineChoice } from '../../engines/choose.ts';

export function readVersions({ engine, device, deviceName, version }: EngineChoice): Record<string, string> {
  return {
    athanor: packageJson.version,
    node: process.versions.node,
    [engine]: version ?? 'unknown',
    system: `${platform()} ${release()} ${arch()}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    ...(device === 'cpu' ? {} : { [device]: deviceName }),
  };
}
