/** Reads Linux's /proc/net tables. */

export interface Socket {
  readonly table: string;
  readonly inode: string;
  /** `address:port`. */
  readonly local: string;
  readonly remote: string;
  /** As the kernel writes it: `01` established, `02` connecting, `0A` listening, `07` closed or, for UDP, unconnected. */
  readonly state: string;
  /** Whether both ends that are bound lie on this machine's loopback. */
  readonly loopback: boolean;
}

/** Rows of a table; a table that does not exist has none. */
export function parseSocketTable(text: string, table: string): Socket[] {
  const sockets: Socket[] = [];
  for (const line of text.split('\n').slice(1)) {
    const [, local, remote, state, , , , , , inode] = line.trim().split(/\s+/u);
    if (local === undefined || remote === undefined || state === undefined || inode === undefined) continue;
    const from = readEndpoint(local);
    const to = readEndpoint(remote);
    // A socket that listens or is bound on all addresses can be reached from outside: only an unbound one is harmless.
    const unbound = from.any && from.port === 0;
    sockets.push({
      table,
      inode,
      local: `${from.address}:${from.port}`,
      remote: `${to.address}:${to.port}`,
      state,
      loopback: (from.loopback || unbound) && (to.loopback || to.any),
    });
  }
  return sockets;
}

interface Endpoint {
  readonly address: string;
  readonly port: number;
  readonly loopback: boolean;
  /** The wildcard address: every address, or none yet. */
  readonly any: boolean;
}

/** `0100007F:1F90` is 127.0.0.1:8080: each group of four bytes is written as a little-endian number. */
function readEndpoint(text: string): Endpoint {
  const [hex = '', port = ''] = text.split(':');
  const bytes: number[] = [];
  for (let group = 0; group < hex.length; group += 8) {
    for (let byte = 6; byte >= 0; byte -= 2) bytes.push(Number.parseInt(hex.slice(group + byte, group + byte + 2), 16));
  }
  const mapped =
    bytes.length === 16 && bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  const four = bytes.length === 4 ? bytes : mapped ? bytes.slice(12) : null;
  const zeros = bytes.slice(0, -1).every((byte) => byte === 0);
  const address =
    four?.join('.') ??
    Array.from({ length: 8 }, (_, part) =>
      (((bytes[2 * part] ?? 0) << 8) | (bytes[2 * part + 1] ?? 0)).toString(16),
    ).join(':');
  return {
    address,
    port: Number.parseInt(port, 16),
    loopback: four === null ? zeros && bytes.at(-1) === 1 : four[0] === 127,
    any: four === null ? zeros && bytes.at(-1) === 0 : four.every((byte) => byte === 0),
  };
}
