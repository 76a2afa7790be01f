// Vite: the window (renderer/), built once for every shell into dist/renderer.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'renderer',
  // Relative addresses serve app://bundle and 127.0.0.1 alike.
  base: './',
  plugins: [tailwindcss(), svelte({ configFile: false })],
  build: { outDir: '../dist/renderer', emptyOutDir: true, target: 'chrome140', assetsInlineLimit: 0 },
  server: { host: '127.0.0.1' },
});
