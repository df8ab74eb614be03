/** Owns the build of the hub and the `tower` command for an install: out/hub, dependencies left outside. */
import { defineConfig } from 'vite'
import { threadEntries } from './threadEntries.ts'

export default defineConfig({
  // What the renderer's public folder holds is no part of the hub.
  publicDir: false,
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'out/hub',
    emptyOutDir: true,
    rollupOptions: {
      input: { tower: 'src/hub/tower.ts', ...threadEntries() },
      output: {
        format: 'es',
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        banner: ({ name, isEntry }) => (isEntry && name === 'tower' ? '#!/usr/bin/env node' : ''),
      },
    },
  },
})
