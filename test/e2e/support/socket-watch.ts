/**
 * Watches the sockets of every process of a launched app and reports each that reaches beyond loopback. It reads
 * Linux's /proc many times a second; a connection shorter than its pause may slip by, which is why the page's requests
 * are watched as well.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { test } from '@playwright/test';
import { parseSocketTable, type Socket } from './socket-table.ts';

export interface SocketReport {
  /** Processes that were seen, so that a watch of nothing is noticed. */
  readonly processes: readonly string[];
  /** How many different sockets were seen in all. */
  readonly sockets: number;
  /** One line for each socket beyond loopback. */
  readonly foreign: readonly string[];
}

const tables = ['tcp', 'tcp6', 'udp', 'udp6', 'raw', 'raw6'] as const;
/** Milliseconds between two looks. */
const pause = 25;

/** Starts to watch the processes that carry a mark; skips the calling test where there is no /proc. */
export function watchSockets(mark: string): { stop(): SocketReport } {
  test.skip(process.platform !== 'linux', 'the socket watch reads /proc, which this system has not');
  const processes = new Set<string>();
  const sockets = new Set<string>();
  const foreign = new Set<string>();
  const look = (): void => {
    for (const pid of markedProcesses(mark)) {
      const name = readText(`/proc/${pid}/comm`).trim();
      processes.add(name);
      const owned = socketInodes(pid);
      for (const table of tables) {
        for (const socket of parseSocketTable(readText(`/proc/${pid}/net/${table}`), table)) {
          if (!owned.has(socket.inode)) continue;
          sockets.add(describeSocket(socket));
          if (!socket.loopback) foreign.add(`${name}: ${describeSocket(socket)}`);
        }
      }
    }
  };
  look();
  const timer = setInterval(look, pause);
  return {
    stop() {
      clearInterval(timer);
      look();
      return { processes: [...processes].sort(), sockets: sockets.size, foreign: [...foreign] };
    },
  };
}

function markedProcesses(mark: string): string[] {
  const needle = `ATHANOR_TEST_MARK=${mark}`;
  return readdirSync('/proc').filter((pid) => /^\d+$/u.test(pid) && readText(`/proc/${pid}/environ`).includes(needle));
}

function socketInodes(pid: string): Set<string> {
  const inodes = new Set<string>();
  let descriptors: string[] = [];
  try {
    descriptors = readdirSync(`/proc/${pid}/fd`);
  } catch {
    // The process has ended since it was listed.
  }
  for (const descriptor of descriptors) {
    try {
      const inode = /^socket:\[(\d+)\]$/u.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1];
      if (inode !== undefined) inodes.add(inode);
    } catch {
      // The descriptor was closed since it was listed.
    }
  }
  return inodes;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function describeSocket({ table, local, remote, state }: Socket): string {
  return `${table} ${local} → ${remote} (${state})`;
}
