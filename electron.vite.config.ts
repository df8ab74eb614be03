/** Owns the build of the desktop application: main (with the engine's processes), preload, renderer. */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { threadEntries } from './threadEntries.ts'

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rollupOptions: {
        input: { index: 'src/main/index.ts', engineProcess: 'src/main/engineProcess.ts', ...threadEntries() },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload is one CommonJS file; it can require nothing but `electron`.
      externalizeDeps: false,
      rollupOptions: {
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    // Absolute: the page has routes of several segments, in the desktop application and on the hub alike.
    base: '/',
    plugins: [react()],
    build: {
      outDir: 'out/renderer',
      rollupOptions: { input: 'src/renderer/index.html' },
    },
  },
})
