// `npm start`: hands over to scripts/start/main.ts under the project's Node 24.
import module from 'node:module';
import { handOver, runsTypeScript } from './project-node.mjs';

const main = new URL('start/main.ts', import.meta.url);
if (runsTypeScript) {
  module.enableCompileCache?.();
  await import(main.href);
} else {
  handOver(main, process.argv.slice(2));
}
