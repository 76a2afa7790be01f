/** What no window may do: ask for permissions, go elsewhere, open windows, load a webview, reach the network. */
import type { App, CommandLine, Session, WebContents } from 'electron';
import { isBundleUrl } from './bundle.ts';

/** Schemes that never leave the machine. `devtools:` is the inspector's own page. */
const localSchemes = ['data:', 'blob:', 'devtools:'];

/** Whether the network stack may carry out a request. */
export function isLocalRequest(address: string): boolean {
  if (isBundleUrl(address)) return true;
  const url = URL.parse(address);
  return url !== null && localSchemes.includes(url.protocol);
}

/**
 * Takes the network from Chromium itself, before the app is ready: no host name resolves, and what it does unasked
 * (component updates, domain checks) is off. None of this concerns Node's own modules: lint forbids those.
 */
export function cutNetwork(commandLine: Pick<CommandLine, 'appendSwitch'>): void {
  commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  commandLine.appendSwitch('disable-background-networking');
  commandLine.appendSwitch('disable-component-update');
  commandLine.appendSwitch('no-pings');
}

export function guardSession(
  session: Pick<
    Session,
    | 'setPermissionRequestHandler'
    | 'setPermissionCheckHandler'
    | 'setDevicePermissionHandler'
    | 'setSpellCheckerEnabled'
    | 'webRequest'
  >,
): void {
  // Electron approves what no handler refuses, so all three are needed.
  session.setPermissionRequestHandler((_contents, _permission, answer) => {
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  // It would fetch dictionaries.
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !isLocalRequest(details.url) });
  });
}

/** Guards every web contents that ever comes to be, including ones that we did not ask for. */
export function guardContents(app: Pick<App, 'on'>): void {
  app.on('web-contents-created', (_event, contents) => {
    guardOne(contents);
  });
}

function guardOne(contents: Pick<WebContents, 'on' | 'setWindowOpenHandler'>): void {
  contents.on('will-navigate', (event) => {
    if (!isBundleUrl(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!isBundleUrl(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
