/** The built window's files over HTTP: contained paths, known types, a strict content security policy. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream';

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

/** The file of a request's path, or null where it is malformed or leads out of the folder. */
export function resolveFile(folder: string, url: string): string | null {
  let path: string;
  try {
    path = decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '');
  } catch {
    return null;
  }
  // A backslash parts folders on Windows only, a colon names a drive or a stream there, a zero byte ends a path in C.
  if (!path.startsWith('/') || /[\0\\:]/.test(path)) return null;
  const file = join(folder, path === '/' ? 'index.html' : path);
  return file.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`) ? file : null;
}

/** Headers of every answer. The window may connect to where it came from, and nowhere else. */
export function securityHeaders(host: string): OutgoingHttpHeaders {
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data: blob:",
      // Sounds come through the API and are played from the window's own memory.
      'media-src blob:',
      "font-src 'self'",
      // Some browsers do not count a WebSocket to the same place as 'self'.
      `connect-src 'self' ws://${host}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}

/** Vite names these by their content, so they never change. */
function isHashed(url: string): boolean {
  return url.startsWith('/assets/');
}

/** Answers a GET or HEAD for one of the folder's files. `host` is the checked Host header. */
export async function serveFile(
  folder: string,
  host: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const headers = securityHeaders(host);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { ...headers, allow: 'GET, HEAD' }).end();
    return;
  }
  const url = request.url ?? '/';
  const file = resolveFile(folder, url);
  const type = file === null ? undefined : contentTypes[extname(file).toLowerCase()];
  const found = file === null || type === undefined ? undefined : await stat(file).catch(() => undefined);
  if (file === null || type === undefined || found?.isFile() !== true) {
    response.writeHead(404, headers).end();
    return;
  }
  response.writeHead(200, {
    ...headers,
    'content-type': type,
    'content-length': found.size,
    'cache-control': isHashed(url) ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  if (request.method === 'HEAD') response.end();
  // A reader that goes away half-way is its own affair.
  else pipeline(createReadStream(file), response, () => undefined);
}
