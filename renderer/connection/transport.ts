/** The only file that knows which shell the window lives in: a MessagePort in Electron, a WebSocket in a browser. */
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import { readStored, writeStored } from '../storage.ts';
import type { OpenLink, Transport } from './connection.svelte.ts';

/** What Electron's preload script gives the window. */
interface ElectronBridge {
  /** Asks the main process for a port; it arrives as a window message `athanor:port`. */
  requestPort(): void;
  /** Where a dropped or chosen file lies; empty for a file that is not on disk. */
  pathOf(file: File): string;
}

declare global {
  interface Window {
    readonly athanor?: ElectronBridge;
  }
}

export function chooseTransport(): Transport {
  return window.athanor === undefined ? openSocket : openPort;
}

/** The path of a file that the core can open itself; null where the window must send its content. */
export function pathOf(file: File): string | null {
  const path = window.athanor?.pathOf(file) ?? '';
  return path === '' ? null : path;
}

/**
 * Takes the token out of the address (`#token=…`), where a reload or a shared screen would show it, and keeps it for
 * this tab.
 */
export function takeToken(): void {
  const found = /^#token=([\w-]+)(?:&(.*))?$/u.exec(location.hash);
  if (found === null) return;
  writeStored('token', found[1] ?? '', 'session');
  history.replaceState(null, '', `#${found[2] ?? '/home'}`);
}

async function openSocket(): Promise<OpenLink> {
  const token = readStored('token', 'session') ?? '';
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(`${scheme}//${location.host}/rpc?token=${encodeURIComponent(token)}`);
  const ended = new Promise<void>((resolve) => {
    socket.addEventListener('close', () => {
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => {
      resolve();
    });
    // A socket that is refused may end without an error.
    for (const end of ['error', 'close']) {
      socket.addEventListener(end, () => {
        reject(new Error('The socket did not open'));
      });
    }
  });
  return {
    link: new SocketLink({ websocket: socket }),
    ended,
    close: () => {
      socket.close();
    },
  };
}

async function openPort(): Promise<OpenLink> {
  const port = await new Promise<MessagePort>((resolve) => {
    const receive = (event: MessageEvent): void => {
      const [arrived] = event.ports;
      if (event.source !== window || event.data !== 'athanor:port' || arrived === undefined) return;
      removeEventListener('message', receive);
      resolve(arrived);
    };
    addEventListener('message', receive);
    window.athanor?.requestPort();
  });
  port.start();
  return {
    link: new PortLink({ port }),
    ended: new Promise<void>((resolve) => {
      port.addEventListener('close', () => {
        resolve();
      });
    }),
    close: () => {
      port.close();
    },
  };
}
