/** The window's server over loopback: files contained, headers strict, the door shut to strangers. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { createRouter, type Client } from '../../../main/api/router.ts';
import { createSocketHandler } from '../../../main/api/web-socket.ts';
import { startWindowServer, type WindowServer } from '../../../main/shells/browser/server.ts';
import { createFakeServices } from '../api/fake-services.ts';
import { temporaryFolder } from '../experiments/support.ts';

interface Served {
  readonly server: WindowServer;
  readonly port: number;
  readonly token: string;
}

/** A built window in miniature, beside a file that nobody may have. */
function makeWindow(): string {
  const parent = temporaryFolder();
  const folder = join(parent, 'window');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(parent, 'secret.json'), '{"secret": true}');
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Athanor</title>');
  writeFileSync(join(folder, 'assets', 'index-abc123.js'), 'export {};');
  writeFileSync(join(folder, 'assets', 'font-abc123.woff2'), 'x');
  writeFileSync(join(folder, 'notes.txt'), 'not a kind of file that a window has');
  return folder;
}

async function serve(): Promise<Served> {
  const { services } = createFakeServices();
  const sockets = createSocketHandler(createRouter(services));
  const server = await startWindowServer({ folder: makeWindow(), sockets, port: 0 });
  onTestFinished(() => server.close());
  const { port, hash } = new URL(server.url);
  return { server, port: Number(port), token: hash.replace('#token=', '') };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends the path as it stands: `fetch` and `URL` would tidy it. */
function ask(
  port: number,
  path: string,
  options: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path, ...options }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => (body += piece));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    });
    asking.on('error', reject);
    asking.end();
  });
}

/** 101 where the door opens, else the status of the refusal. */
function knock(port: number, path: string, headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
  return new Promise((resolve) => {
    socket.on('open', () => {
      resolve(101);
      socket.terminate();
    });
    socket.on('unexpected-response', (_, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.on('error', () => undefined);
  });
}

describe('files', () => {
  test('the page and its parts, each with its type, kept only where its name says what is in it', async () => {
    const { port } = await serve();
    const page = await ask(port, '/');
    expect(page).toMatchObject({ status: 200, body: expect.stringContaining('Athanor') as string });
    expect(page.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' });
    const script = await ask(port, '/assets/index-abc123.js?v=1');
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-length': '10',
    });
    expect((await ask(port, '/assets/font-abc123.woff2')).headers['content-type']).toBe('font/woff2');
    const head = await ask(port, '/', { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers['content-length']).toBe(page.headers['content-length']);
  });

  test.each([
    '/../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/assets/..%2f..%2fsecret.json',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.json',
    '/..%5csecret.json',
    '//../secret.json',
    '/%00/index.html',
    '/c:/secret.json',
    '/%zz',
    '/notes.txt',
    '/assets',
    '/assets/',
    '/absent.js',
  ])('%s is not there', async (path) => {
    const { port } = await serve();
    const answer = await ask(port, path);
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('secret');
  });

  test('every answer, refusals too, has the strict headers', async () => {
    const { port } = await serve();
    for (const path of ['/', '/absent.js', '/open/x', '/ticket']) {
      const { headers } = await ask(port, path);
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${port}`);
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    }
  });

  test('nothing can be changed', async () => {
    const { port } = await serve();
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
      expect((await ask(port, '/', { method })).status).toBe(405);
  });
});

describe('who may ask', () => {
  test('only names of this machine: a foreign name that points here is refused', async () => {
    const { port } = await serve();
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      '127.0.0.1@evil.example',
    ]) {
      expect((await ask(port, '/', { headers: { host } })).status).toBe(403);
    }
    // The near end of an SSH tunnel has a port of its own.
    for (const host of [`127.0.0.1:${port}`, 'localhost:8888', 'LOCALHOST', '[::1]:9']) {
      expect((await ask(port, '/', { headers: { host } })).status).toBe(200);
    }
  });

  test('it listens on loopback alone', async () => {
    const { port } = await serve();
    const outside = await new Promise<string>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port }, () => {
        resolve(socket.remoteAddress ?? '');
        socket.destroy();
      });
    });
    expect(outside).toBe('127.0.0.1');
    // An IPv6 loopback or any other address of this machine would be another listener.
    await expect(
      new Promise((resolve, reject) => {
        const socket = connect({ host: '::1', port }, () => {
          resolve(socket.destroy());
        });
        socket.on('error', reject);
      }),
    ).rejects.toThrow();
  });
});

describe('the API', () => {
  test('opens with token, own origin and local host, and to nothing less', async () => {
    const { port, token } = await serve();
    const origin = `http://127.0.0.1:${port}`;
    const path = `/rpc?token=${token}`;
    expect(await knock(port, path, { origin })).toBe(101);
    expect(await knock(port, '/rpc', { origin })).toBe(403);
    expect(await knock(port, '/rpc?token=', { origin })).toBe(403);
    expect(await knock(port, `/rpc?token=${token.slice(1)}`, { origin })).toBe(403);
    expect(await knock(port, `/other?token=${token}`, { origin })).toBe(403);
    expect(await knock(port, path, {})).toBe(403);
    expect(await knock(port, path, { origin: 'null' })).toBe(403);
    expect(await knock(port, path, { origin: 'http://evil.example' })).toBe(403);
    // Another program's page on this machine.
    expect(await knock(port, path, { origin: `http://127.0.0.1:${port + 1}` })).toBe(403);
    expect(await knock(port, path, { origin: `https://127.0.0.1:${port}` })).toBe(403);
    expect(await knock(port, path, { origin: 'http://evil.example', host: 'evil.example' })).toBe(403);
    // Through a tunnel, page and socket share the tunnel's address.
    expect(await knock(port, path, { origin: 'http://localhost:8888', host: 'localhost:8888' })).toBe(101);
  });

  test('answers calls of the contract, errors and binary pieces included', async () => {
    const { port, token } = await serve();
    const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc?token=${token}`, { origin: `http://127.0.0.1:${port}` });
    onTestFinished(() => {
      socket.terminate();
    });
    const client = createORPCClient<Client>(new RPCLink({ websocket: socket }));
    expect(await client.runs.list()).toEqual([]);
    await expect(client.runs.get({ id: 'x' })).rejects.toMatchObject({ data: { code: 'experiments.runNotFound' } });
    const { id } = await client.datasets.stageOpen({ name: 'a', bytes: 3 });
    await client.datasets.stageChunk({ id, offset: 0, bytes: new Blob(['abc']) });
  });

  test('an upgrade to an address that is none does no harm', async () => {
    const { port } = await serve();
    await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write('GET http://[ HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      });
      socket.on('close', resolve);
      socket.on('error', () => undefined);
      socket.resume();
    });
    expect((await ask(port, '/')).status).toBe(200);
  });
});

describe('tickets', () => {
  test('a one-time address leads to the window with its token, once', async () => {
    const { server, port, token } = await serve();
    const address = new URL(server.oneTimeUrl());
    expect(address.href).not.toContain(token);
    const answer = await ask(port, address.pathname);
    expect(answer).toMatchObject({
      status: 302,
      headers: { location: `/#token=${token}`, 'cache-control': 'no-store' },
    });
    expect((await ask(port, address.pathname)).status).toBe(403);
    expect((await ask(port, '/open/guess')).status).toBe(403);
  });

  test('only the token buys one', async () => {
    const { port, token } = await serve();
    const headers = { authorization: `Bearer ${token}` };
    expect((await ask(port, '/ticket', { method: 'POST' })).status).toBe(403);
    expect((await ask(port, '/ticket', { headers })).status).toBe(403);
    const ticket = await ask(port, '/ticket', { method: 'POST', headers });
    expect(ticket.status).toBe(200);
    expect((await ask(port, `/open/${ticket.body}`)).status).toBe(302);
  });
});

test('a port that another program has is said to be', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const sockets = { upgrade: () => undefined };
  await expect(startWindowServer({ folder: makeWindow(), sockets, port })).rejects.toThrow('browser.portTaken');
});
