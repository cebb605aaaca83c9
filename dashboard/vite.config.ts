import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from '@graphql-codegen/cli';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import codegen from '../codegen.ts';

const root = dirname(fileURLToPath(import.meta.url));
/** The server sees the address that the browser asked: it signs URLs for it, and knows its own pages by it. */
const server = { target: 'http://127.0.0.1:4000', changeOrigin: false };

/** Writes the typed documents before anything imports them, so that a build never uses older ones than the schema. */
const typedDocuments = (): Plugin => ({
  name: 'typed-documents',
  async buildStart() {
    await generate({ ...codegen, cwd: dirname(root), silent: true, errorsOnly: true }, true);
  },
});

export default defineConfig({
  root,
  base: '/',
  plugins: [typedDocuments(), react()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2023', assetsInlineLimit: 0 },
  server: {
    proxy: {
      '/graphql': { ...server, ws: true },
      '/session': server,
      '/uploads': server,
      '/files': server,
    },
  },
});
