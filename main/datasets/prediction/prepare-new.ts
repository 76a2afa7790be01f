/** Prepares new rows, by their kind. */
import { UserError } from '../../base/errors.ts';
import type { PreparedManifest } from '../prepared.ts';
import { prepareNewImages } from './prepare-images.ts';
import { prepareTypedRows } from './prepare-rows.ts';
import { prepareNewSounds } from './prepare-sounds.ts';
import { prepareNewTable } from './prepare-table.ts';
import type { NewData, NewRows } from './types.ts';

export interface PrepareNewRequest {
  readonly data: NewData;
  /** What the training rows were prepared by. */
  readonly prepared: PreparedManifest;
  readonly target: string;
}

/** Throws UserError `prediction.*` for what the model cannot be given. */
export function prepareNew({ data, prepared, target }: PrepareNewRequest, signal: AbortSignal): Promise<NewRows> {
  const { spec } = prepared;
  if (data.kind === 'images' && spec.kind === 'images')
    return prepareNewImages(data, { ...prepared, spec }, target, signal);
  if (data.kind === 'table' && spec.kind === 'table')
    return prepareNewTable(data, { ...prepared, spec }, target, signal);
  if (data.kind === 'audio' && spec.kind === 'audio')
    return prepareNewSounds(data, { ...prepared, spec }, target, signal);
  if (data.kind === 'rows' && spec.kind === 'table') return prepareTypedRows(data, prepared, target);
  throw new UserError('prediction.kind', { asked: data.kind, kind: spec.kind });
}
