/** Who may talk to the window's server: this machine, our own page, whoever holds the token. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Names by which a browser on this machine, or at the end of an SSH tunnel, reaches 127.0.0.1. */
const localNames: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Whether the request was meant for this machine. A foreign page can make its own name point to 127.0.0.1 (DNS
 * rebinding), and its requests then carry that name. The port may differ: a tunnel's end has another.
 */
export function isLocalHost(host: string | undefined): boolean {
  const match = /^(.+?)(?::\d{1,5})?$/.exec(host ?? '');
  return localNames.has((match?.[1] ?? '').toLowerCase());
}

/** Whether the page that asks is the one that this server gave out: its origin is where the request went. */
export function isOwnOrigin({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers.host !== undefined && headers.origin === `http://${headers.host}`;
}

/** Compares in constant time, whatever the lengths. */
export function isToken(given: string | null | undefined, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return typeof given === 'string' && timingSafeEqual(digest(given), digest(token));
}
