/** The local socket: through it the command line works inside the app that holds the data folder. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { WebSocketServer } from 'ws';
import type { Client } from '../api/router.ts';
import type { SocketHandler } from '../api/web-socket.ts';
import { readEndpoint, type Endpoint } from './endpoint.ts';

export interface LocalSocket {
  /** Path of the Unix domain socket, or name of the Windows pipe. */
  readonly path: string;
  readonly token: string;
  /** Resolves when no client is connected any more. */
  drained(): Promise<void>;
  close(): Promise<void>;
}

/** A Unix socket's path must fit into 104 bytes on macOS and 108 on Linux, the closing zero included. */
const longestPath = 100;
const rpcPath = '/rpc';
/** Bytes of the largest message: a piece of a staged file is at most 8 MiB. */
const largestMessage = 16 * 1024 * 1024;
/** Milliseconds that a holder which is just starting gets to open its socket. */
const startPatience = 5000;

function choosePath(folder: string): { path: string; folder: string | null } {
  if (process.platform === 'win32') {
    return { path: `\\\\.\\pipe\\athanor-${randomBytes(12).toString('hex')}`, folder: null };
  }
  const path = join(folder, 'athanor.sock');
  if (Buffer.byteLength(path) <= longestPath) return { path, folder: null };
  // mkdtemp makes the folder for this user alone, under a name that nobody can have taken before.
  const short = mkdtempSync(join(tmpdir(), 'athanor-'));
  return { path: join(short, 's'), folder: short };
}

/** Compares in constant time, whatever the lengths. */
function isToken(given: string | undefined, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return given !== undefined && timingSafeEqual(digest(given), digest(token));
}

/** Call it while holding the folder's lock: a socket file that is there already is a dead process's. */
export async function openLocalSocket(dataFolder: string, handler: SocketHandler): Promise<LocalSocket> {
  const { path, folder } = choosePath(dataFolder);
  const token = randomBytes(24).toString('base64url');
  const server = createServer((_, response) => response.writeHead(404).end());
  // Loaded with the first client: most processes never have one, and it takes a while.
  let sockets: Promise<WebSocketServer> | null = null;
  const load = async (): Promise<WebSocketServer> =>
    new (await import('ws')).WebSocketServer({ noServer: true, maxPayload: largestMessage });
  const clients = new Set<Duplex>();

  server.on('upgrade', (request, stream, head) => {
    stream.on('error', () => undefined);
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (request.url !== rpcPath || !isToken(bearer, token)) {
      stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    clients.add(stream);
    stream.once('close', () => clients.delete(stream));
    sockets ??= load();
    void sockets.then((opened) => {
      opened.handleUpgrade(request, stream, head, (socket) => {
        // A client that vanishes is a closed socket; there is nobody to tell.
        socket.on('error', () => undefined);
        handler.upgrade(socket);
      });
    });
  });
  if (process.platform !== 'win32') rmSync(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });

  return {
    path,
    token,
    async drained() {
      while (clients.size > 0) {
        const [stream] = clients;
        await new Promise((resolve) => stream?.once('close', resolve));
      }
    },
    async close() {
      for (const stream of clients) stream.destroy();
      await new Promise((resolve) => server.close(resolve));
      if (folder !== null) rmSync(dirname(path), { recursive: true, force: true });
    },
  };
}

export interface LocalConnection {
  readonly client: Client;
  readonly holder: Endpoint;
  /** Resolves when the holder has gone or `close` was called. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

async function dial(holder: Endpoint): Promise<LocalConnection | null> {
  const { socket: path, token } = holder;
  const [{ WebSocket }, { createORPCClient }, { RPCLink }] = await Promise.all([
    import('ws'),
    import('@orpc/client'),
    import('@orpc/client/websocket'),
  ]);
  const socket = new WebSocket(`ws://localhost${rpcPath}`, {
    headers: { authorization: `Bearer ${token}` },
    createConnection: () => connect(path),
    perMessageDeflate: false,
  });
  socket.binaryType = 'arraybuffer';
  const opened = await new Promise<boolean>((resolve) => {
    socket.once('open', () => {
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
  if (!opened) return null;
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
  // `ws` has the browser's interface but not its declared type.
  const link = new RPCLink({ websocket: socket });
  return {
    client: createORPCClient<Client>(link),
    holder,
    closed,
    close: () => {
      socket.close();
      return closed;
    },
  };
}

/**
 * A client of the process that holds the folder, or null where none answers. Call it after `app.folderInUse`: a
 * holder that is just starting gets some seconds to open its socket.
 */
export async function connectLocal(dataFolder: string): Promise<LocalConnection | null> {
  const end = Date.now() + startPatience;
  for (;;) {
    const holder = readEndpoint(dataFolder);
    const connection = holder === null ? null : await dial(holder);
    if (connection !== null || Date.now() > end) return connection;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
