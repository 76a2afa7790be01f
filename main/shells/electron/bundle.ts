/** Where the window's own files are served from inside Electron: `app://bundle/`. */

export const bundleScheme = 'app';
export const bundleHost = 'bundle';
export const bundleOrigin = `${bundleScheme}://${bundleHost}`;
export const bundlePage = `${bundleOrigin}/index.html`;

/** Whether an address belongs to the window's own files. Anything that does not parse does not. */
export function isBundleUrl(address: string): boolean {
  const url = URL.parse(address);
  // Node gives a custom scheme the origin `null`, so its parts are compared.
  return url !== null && url.protocol === `${bundleScheme}:` && url.host === bundleHost && url.username === '';
}
