/** Serves the built window from `app://bundle/`: contained paths, known types, a strict content security policy. */
import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import type { CustomScheme, Protocol } from 'electron';
import { bundleScheme, isBundleUrl } from './bundle.ts';

/** The window talks through its MessagePort alone, so it may connect to nothing at all. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  // Sounds come through the API and are played from the window's own memory.
  'media-src blob:',
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Must be registered before the app is ready. */
export const bundlePrivileges: CustomScheme = {
  scheme: bundleScheme,
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
};

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/** The file of an address, or null where the address is foreign, malformed or leads out of the folder. */
export function resolveBundleFile(folder: string, address: string): string | null {
  if (!isBundleUrl(address)) return null;
  let path: string;
  try {
    path = decodeURIComponent(new URL(address).pathname);
  } catch {
    return null;
  }
  // A backslash parts folders on Windows only, and a zero byte ends a path in C.
  if (path.includes('\0') || path.includes('\\')) return null;
  const file = join(folder, path === '/' ? 'index.html' : path);
  return file.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`) ? file : null;
}

/**
 * Answers the bundle's requests. Files are read with `fs` rather than `net.fetch`, so that the request blocker, which
 * sees every request of the network stack, has no `file:` to let through.
 */
export function serveBundle(protocol: Pick<Protocol, 'handle'>, folder: string): void {
  protocol.handle(bundleScheme, async (request) => {
    if (request.method !== 'GET') return refuse(405);
    const file = resolveBundleFile(folder, request.url);
    const type = file === null ? undefined : contentTypes[extname(file).toLowerCase()];
    if (file === null || type === undefined) return refuse(404);
    try {
      return new Response(await readFile(file), {
        headers: {
          'content-type': type,
          'content-security-policy': contentSecurityPolicy,
          'cross-origin-opener-policy': 'same-origin',
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cache-control': 'no-cache',
        },
      });
    } catch {
      return refuse(404);
    }
  });
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: { 'content-security-policy': contentSecurityPolicy } });
}
