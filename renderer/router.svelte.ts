/** Where the person is: the hash of the address, e.g. `#/data/ab12?tab=rows`. */

export interface Route {
  /** First part of the path: a key of the view registry. */
  readonly view: string;
  /** The parts after it. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
}

/** Reads a hash; an empty or foreign one is home. */
export function parseHash(hash: string): Route {
  const text = hash.startsWith('#/') ? hash.slice(2) : '';
  const [path = '', query = ''] = text.split('?', 2);
  const parts = path.split('/').filter(Boolean).map(decode);
  return { view: parts[0] ?? 'home', segments: parts.slice(1), query: new URLSearchParams(query) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The hash of a path and its query, leaving out empty values. */
export function hashOf(path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') search.set(name, value);
  const text = search.toString();
  return `#${path}${text === '' ? '' : `?${text}`}`;
}

export class Router {
  #route = $state.raw<Route>(parseHash(''));

  /** Follows the address until the returned function is called. */
  start(): () => void {
    const follow = (): void => {
      this.#route = parseHash(location.hash);
    };
    follow();
    addEventListener('hashchange', follow);
    return () => {
      removeEventListener('hashchange', follow);
    };
  }

  get view(): string {
    return this.#route.view;
  }

  get segments(): readonly string[] {
    return this.#route.segments;
  }

  get query(): URLSearchParams {
    return this.#route.query;
  }

  href(path: string, query?: Readonly<Record<string, string | undefined>>): string {
    return hashOf(path, query);
  }

  go(path: string, query?: Readonly<Record<string, string | undefined>>): void {
    location.hash = hashOf(path, query);
  }

  /** Changes the address without a new step in the history: for tabs and filters. */
  replace(path: string, query?: Readonly<Record<string, string | undefined>>): void {
    history.replaceState(null, '', hashOf(path, query));
    this.#route = parseHash(location.hash);
  }
}
