/** What `athanor datasets import` asks of everything that is made of files. */
import type { AudioOptions } from '../../../api/contract/index.ts';

export interface FileFlags {
  readonly pathColumn?: string;
  readonly labelColumn?: string;
  readonly refuseBadFiles?: boolean;
}

export const fileFlags = [
  { flags: '--path-column <name>', description: 'cli.datasets.import.pathColumn' },
  { flags: '--label-column <name>', description: 'cli.datasets.import.labelColumn' },
  { flags: '--refuse-bad-files', description: 'cli.datasets.import.refuseBadFiles' },
] as const;

export function fileOptions({
  pathColumn,
  labelColumn,
  refuseBadFiles,
}: FileFlags): Pick<AudioOptions, 'pathColumn' | 'labelColumn' | 'onBadFile'> {
  return {
    ...(pathColumn === undefined ? {} : { pathColumn }),
    ...(labelColumn === undefined ? {} : { labelColumn }),
    ...(refuseBadFiles === true ? { onBadFile: 'refuse' as const } : {}),
  };
}
