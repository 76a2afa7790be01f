/** What shells import of the app. */
export { createApp, type App, type AppOptions, type ShellKind } from './create-app.ts';
export { defaultDataFolder } from './chosen-folder.ts';
export { readEndpoint, type Endpoint } from './endpoint.ts';
export { connectLocal, type LocalConnection } from './local-socket.ts';
