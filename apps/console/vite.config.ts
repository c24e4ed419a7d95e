import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** In a page that the API serves, this is replaced by a nonce of that answer alone: see apps/api/src/ops/console.ts. */
const NONCE_PLACEHOLDER = '__CSP_NONCE__';
/** `npm run dev -w apps/console` beside `npm start`: pages from here, data from there. */
const DEVELOPMENT_API = 'http://127.0.0.1:3000';

export default defineConfig({
  base: '/console/',
  plugins: [react()],
  html: { cspNonce: NONCE_PLACEHOLDER },
  resolve: {
    // Its sources, not what is compiled for Node: so only what is used is sent to browsers.
    alias: { '@sluice/client': fileURLToPath(new URL('../../libs/client/src/index.ts', import.meta.url)) },
  },
  build: {
    outDir: 'dist/site',
    emptyOutDir: true,
    target: 'es2022',
    // A strict policy lets no data: scripts or fonts through.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { '/api': DEVELOPMENT_API } },
});
