/** What can be wrong with a WAV file: each has a name, the figures that show it, and a text `soundFault.<code>`. */
import { FileRefused } from '../../files/tree.ts';
import type { RejectedFile } from '../../files/types.ts';

const reasons = {
  otherFormat: 'format',
  notWave: 'format',
  bigEndian: 'format',
  longForm: 'format',
  coding: 'format',
  bits: 'format',
  headerShort: 'broken',
  truncated: 'broken',
  unfinished: 'broken',
  chunkTooLong: 'broken',
  twice: 'broken',
  noFormat: 'broken',
  formatShort: 'broken',
  channels: 'broken',
  rate: 'broken',
  frameBytes: 'broken',
  byteRate: 'broken',
  validBits: 'broken',
  partFrame: 'broken',
  notFinite: 'broken',
  noData: 'empty',
  noSamples: 'empty',
} as const satisfies Record<string, RejectedFile['reason']>;

export type WavFaultCode = keyof typeof reasons;

export function wavFault(code: WavFaultCode, params: Record<string, string | number> = {}): FileRefused {
  const said = Object.entries(params).map(([name, value]) => `${name} ${value}`);
  return new FileRefused(reasons[code], [code, ...said].join(', '), { fault: { code, params } });
}
