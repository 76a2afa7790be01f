// Vite: the window over the fake core, for development: `vite --config test/support/fake-window/vite.config.ts`.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [svelte()],
  server: { host: '127.0.0.1', port: 5199, fs: { allow: ['../../..'] } },
});
