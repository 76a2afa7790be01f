/** The socket watch reads the kernel's tables rightly, including those of sockets that this test opens. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { parseSocketTable } from '../../e2e/support/socket-table.ts';

const header = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const row = (local: string, remote: string, state = '01') =>
  `${header}\n   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 4242 1 0 100 0 0 10 0\n`;

describe('parseSocketTable', () => {
  test.each([
    ['127.0.0.1:8080', '0100007F:1F90', '0200007F:0050', '01', true],
    ['listening on loopback', '0100007F:1F90', '00000000:0000', '0A', true],
    ['listening on every address', '00000000:1F90', '00000000:0000', '0A', false],
    ['connected to 93.184.216.34', '0100007F:1F90', '22D8B85D:01BB', '01', false],
    ['connecting from an address of the network', '0A01A8C0:1F90', '22D8B85D:01BB', '02', false],
    ['made and not yet bound', '00000000:0000', '00000000:0000', '07', true],
    ['::1', '00000000000000000000000001000000:1F90', '00000000000000000000000001000000:0050', '01', true],
    ['127.0.0.1 as IPv6', '0000000000000000FFFF00000100007F:1F90', '0000000000000000FFFF00000100007F:0050', '01', true],
    [
      'an address of the network as IPv6',
      '0000000000000000FFFF00000100007F:1F90',
      '0000000000000000FFFF000022D8B85D:01BB',
      '01',
      false,
    ],
    ['2001:db8::1', '00000000000000000000000001000000:1F90', 'B80D0120000000000000000001000000:01BB', '01', false],
  ])('%s', (_name, local, remote, state, loopback) => {
    expect(parseSocketTable(row(local, remote, state), 'tcp')).toMatchObject([{ inode: '4242', state, loopback }]);
  });

  test('writes addresses as people do', () => {
    expect(parseSocketTable(row('0100007F:1F90', '22D8B85D:01BB'), 'tcp')[0]).toMatchObject({
      local: '127.0.0.1:8080',
      remote: '93.184.216.34:443',
    });
  });

  test('finds a real listening socket', async ({ skip }) => {
    if (process.platform !== 'linux') skip('only Linux has /proc/net');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const found = parseSocketTable(readFileSync('/proc/self/net/tcp', 'utf8'), 'tcp').find(
      ({ local }) => local === `127.0.0.1:${port}`,
    );
    server.close();
    expect(found).toMatchObject({ state: '0A', loopback: true });
  });
});
