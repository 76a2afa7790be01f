/** The local socket: a typed client of the process that holds the folder, and nobody without the token. */
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { createRouter } from '../../../main/api/router.ts';
import { createSocketHandler } from '../../../main/api/web-socket.ts';
import { readEndpoint, writeEndpoint } from '../../../main/app/endpoint.ts';
import {
  connectLocal,
  openLocalSocket,
  type LocalConnection,
  type LocalSocket,
} from '../../../main/app/local-socket.ts';
import { createFakeServices, type FakeServices } from '../api/fake-services.ts';
import { createIrisRun, engineStart, temporaryFolder } from '../experiments/support.ts';

interface Served extends FakeServices {
  readonly folder: string;
  readonly socket: LocalSocket;
}

async function serve(folder = temporaryFolder()): Promise<Served> {
  const fake = createFakeServices();
  const socket = await openLocalSocket(folder, createSocketHandler(createRouter(fake.services)));
  onTestFinished(() => socket.close());
  writeEndpoint(folder, { pid: process.pid, shell: 'browser', socket: socket.path, token: socket.token, url: null });
  return { ...fake, folder, socket };
}

async function connected(folder: string): Promise<LocalConnection> {
  const connection = await connectLocal(folder);
  if (connection === null) throw new Error('nobody answered');
  onTestFinished(() => connection.close());
  return connection;
}

describe('calls', () => {
  test('work as in process: results, typed errors, binary pieces, streams', async () => {
    const { folder, store, services } = await serve();
    const { client, holder } = await connected(folder);
    expect(holder.shell).toBe('browser');
    const id = createIrisRun(store);
    expect(await client.runs.list()).toMatchObject([{ id, name: 'iris-1' }]);
    await expect(client.runs.get({ id: 'nothing' })).rejects.toMatchObject({
      code: 'USER',
      defined: true,
      data: { code: 'experiments.runNotFound' },
    });

    const staged = await client.datasets.stageOpen({ name: 'a.bin', bytes: 300_000 });
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);
    await client.datasets.stageChunk({ id: staged.id, offset: 0, bytes: new Blob([bytes]) });
    expect(readFileSync(await services.staging.path(staged.id)).equals(Buffer.from(bytes))).toBe(true);

    const changes = await client.runs.changes();
    store.runs.start(id, engineStart);
    expect((await changes.next()).value).toMatchObject([{ kind: 'run', run: { id, status: 'running' } }]);
    await changes.return();
  });

  test('a folder whose path is too long for a socket gets a short one', async () => {
    const folder = join(temporaryFolder(), 'long-'.repeat(30));
    mkdirSync(folder);
    const { socket } = await serve(folder);
    expect(Buffer.byteLength(socket.path)).toBeLessThan(104);
    if (process.platform !== 'win32') expect(statSync(join(socket.path, '..')).mode & 0o777).toBe(0o700);
    const { client } = await connected(folder);
    expect(await client.runs.list()).toEqual([]);
    await socket.close();
    expect(statSync(socket.path, { throwIfNoEntry: false })).toBeUndefined();
  });

  test('a socket file that a dead process left is no obstacle', async () => {
    const folder = temporaryFolder();
    const { socket } = await serve(folder);
    const again = await openLocalSocket(folder, { upgrade: () => undefined });
    expect(again.path).toBe(socket.path);
    await again.close();
  });
});

describe('the end', () => {
  test('a client learns that the holder has gone; its stream and its calls fail', async () => {
    const { folder, socket } = await serve();
    const { client, closed } = await connected(folder);
    const changes = await client.runs.changes();
    const waiting = changes.next();
    // Caught now, so that it does not count as unhandled while we wait for the close.
    const failed = waiting.then(
      () => 'a batch',
      () => 'an error',
    );
    await socket.close();
    await closed;
    expect(await failed).toBe('an error');
    await expect(client.runs.list()).rejects.toThrow();
  });

  test('drained waits for the last client', async () => {
    const { folder, socket } = await serve();
    await socket.drained();
    const connection = await connected(folder);
    let drained = false;
    const waiting = socket.drained().then(() => (drained = true));
    await connection.client.runs.list();
    expect(drained).toBe(false);
    await connection.close();
    await waiting;
  });
});

describe('strangers', () => {
  async function statusOf(path: string, url: string, headers: Record<string, string>): Promise<number> {
    const socket = new WebSocket(`ws://localhost${url}`, { headers, createConnection: () => connect(path) });
    return new Promise((resolve) => {
      socket.on('unexpected-response', (_, response) => {
        resolve(response.statusCode ?? 0);
        socket.terminate();
      });
      socket.on('open', () => {
        resolve(101);
        socket.terminate();
      });
      socket.on('error', () => undefined);
    });
  }

  test('without the token, with another, or elsewhere, the door stays shut', async () => {
    const { socket } = await serve();
    expect(await statusOf(socket.path, '/rpc', {})).toBe(403);
    expect(await statusOf(socket.path, '/rpc', { authorization: 'Bearer wrong' })).toBe(403);
    expect(await statusOf(socket.path, '/rpc', { authorization: `Bearer ${socket.token}x` })).toBe(403);
    expect(await statusOf(socket.path, '/other', { authorization: `Bearer ${socket.token}` })).toBe(403);
    expect(await statusOf(socket.path, '/rpc', { authorization: `Bearer ${socket.token}` })).toBe(101);
  });
});

describe('a client that does not read', () => {
  test('costs the holder a bounded amount, and is told to fetch anew when it reads again', async () => {
    const { folder, store, socket } = await serve();
    const id = createIrisRun(store);
    store.runs.start(id, engineStart);
    const endpoint = readEndpoint(folder);
    const web = new WebSocket('ws://localhost/rpc', {
      headers: { authorization: `Bearer ${endpoint?.token ?? ''}` },
      createConnection: () => connect(socket.path),
    });
    await new Promise((resolve) => web.once('open', resolve));
    // oRPC's own first message of a `changes` call.
    web.send(JSON.stringify({ i: '1', p: { u: '/runs/changes' } }));
    await new Promise((resolve) => web.once('message', resolve));
    let received = 0;
    let resyncs = 0;
    web.on('message', (data: Buffer) => {
      received += data.length;
      if (data.includes('resync')) resyncs += 1;
    });
    web.pause();

    let written = 0;
    const metrics = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`metric${String(index)}`, index / 7]));
    for (let start = 1; start <= 3000; start += 20) {
      const epochs = Array.from({ length: 20 }, (_, index) => ({ epoch: start + index, metrics, seconds: start }));
      store.runs.recordEpochs(id, epochs);
      written += epochs.length * JSON.stringify(metrics).length;
      await sleep(2);
    }
    web.resume();
    while (resyncs === 0) await sleep(10);
    // What came is what fitted into the buffers on the way, not what happened meanwhile.
    expect(received).toBeLessThan(written / 2);
    web.terminate();
  });
});
