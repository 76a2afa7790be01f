/** Serves the router over one WebSocket, at the pace of whoever reads it. */
import { RPCHandler } from '@orpc/server/ws';
import type { AppRouter } from './router.ts';

/** The part of a `ws` socket that is used, so that this layer needs no network module. */
export interface ServerSocket {
  readonly bufferedAmount: number;
  readonly readyState: number;
  send(data: string | Uint8Array, done: (error?: Error | null) => void): void;
  addEventListener(...args: Parameters<Parameters<RPCHandler<object>['upgrade']>[0]['addEventListener']>): void;
}

/** Unsent bytes from which on a stream waits for the reader. */
const highWater = 256 * 1024;

export interface SocketHandler {
  upgrade(socket: ServerSocket): void;
}

export function createSocketHandler(router: AppRouter): SocketHandler {
  const handler = new RPCHandler(router);
  return {
    upgrade(socket) {
      // oRPC awaits each message of a stream before it asks for the next; a plain `send` never waits, and a reader
      // that stalls would fill this process's memory. Waiting here lets changes melt together in the hub instead.
      const send = (data: string | Uint8Array): Promise<void> =>
        new Promise((resolve) => {
          const settled = socket.bufferedAmount < highWater;
          // A failed send means a closed socket, which ends every stream by itself.
          socket.send(data, () => {
            resolve();
          });
          if (settled) resolve();
        });
      const paced = { addEventListener: socket.addEventListener.bind(socket), send };
      void handler.upgrade(paced as Parameters<typeof handler.upgrade>[0]);
    },
  };
}
