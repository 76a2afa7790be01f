// `npm start`: hands over to scripts/start/main.ts under the project's Node 24.
import { cacheCompilation, handOver, runsTypeScript } from './project-node.mjs';

const main = new URL('start/main.ts', import.meta.url);
if (runsTypeScript) {
  cacheCompilation();
  await import(main.href);
} else {
  handOver(main, process.argv.slice(2));
}
