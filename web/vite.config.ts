import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const server = process.env.VITE_SERVER_URL ?? 'http://localhost:4000';
const toServer = { target: server, changeOrigin: true };

/** Typefaces that the first words of every page are set in. */
const FIRST_TYPEFACES = /\/(?:figtree-latin-wght|instrument-serif-latin-400)-(?:normal|italic)-[^/]*\.woff2$/;

/** Asks for the typefaces as early as for the code, so that words hardly ever change theirs under a reader's eyes. */
const preloadTypefaces: Plugin = {
  name: 'preload-typefaces',
  transformIndexHtml: (_html, { bundle = {} }) =>
    Object.keys(bundle)
      .filter((file) => FIRST_TYPEFACES.test(file))
      .map((file) => ({
        tag: 'link',
        attrs: { rel: 'preload', href: `/${file}`, as: 'font', type: 'font/woff2', crossorigin: '' },
        injectTo: 'head',
      })),
};

export default defineConfig({
  plugins: [react(), tailwind(), preloadTypefaces],
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  build: {
    outDir: 'build',
    emptyOutDir: true,
    // The pages' colours need light-dark(), which browsers have since the spring of 2024.
    target: ['chrome123', 'edge123', 'firefox121', 'safari17.5'],
    modulePreload: { polyfill: false },
    // Nothing inlined as data: URLs, so that the content security policy can stay strict.
    assetsInlineLimit: 0,
  },
  server: {
    port: 4173,
    proxy: {
      '^/starweave\\.': toServer,
      '/pictures': toServer,
      '/health': toServer,
      '^/rooms/[^/]+/events': toServer,
      '/movies/uploads': toServer,
    },
  },
});
