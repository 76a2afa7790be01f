/** Judges who sent an IPC message: only the top frame of one of our own pages is listened to. */
import type { WebFrameMain } from 'electron';
import { isBundleUrl } from './bundle.ts';

/** A frame is null when it was closed or went elsewhere before its message was read. */
export function isTrustedSender(frame: Pick<WebFrameMain, 'url' | 'parent'> | null): boolean {
  return frame !== null && frame.parent === null && isBundleUrl(frame.url);
}
