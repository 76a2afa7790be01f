/** The window's server on 127.0.0.1: its files to anyone on this machine, the API to whoever holds the token. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { UserError } from '../../base/errors.ts';
import type { SocketHandler } from '../../api/web-socket.ts';
import { isLocalHost, isOwnOrigin, isToken } from './guards.ts';
import { securityHeaders, serveFile } from './static-files.ts';
import { createTickets } from './tickets.ts';

export interface WindowServer {
  /** Address of the window, token included. */
  readonly url: string;
  /** An address that works once, within a minute: fit to be seen in the list of processes. */
  oneTimeUrl(): string;
  close(): Promise<void>;
}

export interface WindowServerOptions {
  /** The built window. */
  readonly folder: string;
  readonly sockets: SocketHandler;
  /** 0: any that is free. */
  readonly port: number;
}

/** The largest message from a window: a piece of a staged file is at most 8 MiB. */
const largestMessage = 16 * 1024 * 1024;

/** Throws UserError `browser.portTaken` or `browser.portRefused`. */
export async function startWindowServer({ folder, sockets, port }: WindowServerOptions): Promise<WindowServer> {
  const token = randomBytes(24).toString('base64url');
  const tickets = createTickets(Date.now);
  const webSockets = new WebSocketServer({ noServer: true, maxPayload: largestMessage });

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const { host } = request.headers;
    if (host === undefined || !isLocalHost(host)) {
      response.writeHead(403).end();
      return;
    }
    const path = request.url ?? '/';
    if (path === '/ticket') giveTicket(host, request, response);
    else if (path.startsWith('/open/')) openWithTicket(host, path.slice('/open/'.length), response);
    else void serveFile(folder, host, request, response);
  }

  /** For a second `npm start`, which finds this server through `endpoint.json` and knows its token. */
  function giveTicket(host: string, request: IncomingMessage, response: ServerResponse): void {
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (request.method !== 'POST' || !isToken(bearer, token)) {
      response.writeHead(403, securityHeaders(host)).end();
      return;
    }
    response.writeHead(200, { ...securityHeaders(host), 'content-type': 'text/plain' }).end(tickets.issue());
  }

  function openWithTicket(host: string, ticket: string, response: ServerResponse): void {
    if (!tickets.redeem(ticket)) {
      response.writeHead(403, securityHeaders(host)).end();
      return;
    }
    // The part after # is kept by the browser and never sent back.
    response
      .writeHead(302, { ...securityHeaders(host), location: `/#token=${token}`, 'cache-control': 'no-store' })
      .end();
  }

  function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const allowed =
      pathname === '/rpc' &&
      isLocalHost(request.headers.host) &&
      isOwnOrigin(request) &&
      isToken(searchParams.get('token'), token);
    if (!allowed) {
      stream.on('error', () => undefined);
      stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    webSockets.handleUpgrade(request, stream, head, (socket) => {
      // A window that vanishes is a closed socket; there is nobody to tell.
      socket.on('error', () => undefined);
      sockets.upgrade(socket);
    });
  }

  const server = createServer(answer);
  server.on('upgrade', (request, stream, head) => {
    try {
      upgrade(request, stream, head);
    } catch {
      // An address that is none.
      stream.destroy();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(portError(port, error));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url: `${origin}/#token=${token}`,
    oneTimeUrl: () => `${origin}/open/${tickets.issue()}`,
    async close() {
      for (const socket of webSockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function portError(port: number, error: NodeJS.ErrnoException): Error {
  if (error.code === 'EADDRINUSE') return new UserError('browser.portTaken', { port }, { cause: error });
  if (error.code === 'EACCES') return new UserError('browser.portRefused', { port }, { cause: error });
  return error;
}
