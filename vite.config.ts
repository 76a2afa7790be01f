// Vite: the window (renderer/), built once for every shell into dist/renderer.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig, type Plugin } from 'vite';

/** Svelte wraps components that are given custom properties in an element with an inline style, which our CSP forbids. */
const withoutInlineStyles: Plugin = {
  name: 'without-inline-styles',
  transform(code) {
    const wrapper = '<svelte-css-wrapper style="display: contents">';
    return code.includes(wrapper) ? code.replaceAll(wrapper, '<svelte-css-wrapper>') : null;
  },
};

export default defineConfig({
  root: 'renderer',
  // Relative addresses serve app://bundle and 127.0.0.1 alike.
  base: './',
  plugins: [tailwindcss(), svelte({ configFile: false }), withoutInlineStyles],
  build: { outDir: '../dist/renderer', emptyOutDir: true, target: 'chrome140', assetsInlineLimit: 0 },
  server: { host: '127.0.0.1' },
});
