// The only files that may touch the network, each with its reason. Read by ESLint and by dependency-cruiser.

/** Node modules (and packages) that can open or serve a connection. */
export const networkModules = ['dgram', 'dns', 'http', 'http2', 'https', 'inspector', 'net', 'tls', 'undici', 'ws'];

/** Globals of Node or the browser that can open a connection. */
export const networkGlobals = ['EventSource', 'WebSocket', 'WebTransport', 'XMLHttpRequest', 'fetch'];

/** Globs of files that are allowed to use them. Add a file only with a reason that a stranger would accept. */
export const networkFiles = [
  { files: 'main/shells/browser/**', reason: 'serves the window on 127.0.0.1 behind a token' },
  { files: 'main/app/local-socket*.ts', reason: 'the local socket through which the command line submits work' },
  { files: 'main/processes/serve.ts', reason: 'wraps the pipes that a child inherits; opens no connection' },
  { files: 'renderer/connection/**', reason: "the window's one connection, to its own origin" },
  { files: 'test/**', reason: 'tests open loopback connections and watch for others' },
];
