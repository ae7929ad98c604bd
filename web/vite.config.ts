import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env.VITE_SERVER_URL ?? 'http://localhost:4000';
const toServer = { target: server, changeOrigin: true };

export default defineConfig({
  plugins: [react(), tailwind()],
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
