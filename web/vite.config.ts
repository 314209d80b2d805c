import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Relative, so that the built pages work below whatever path they are served from.
  base: './',
  plugins: [react()],
  build: {
    outDir: '../build/web/site',
    emptyOutDir: true,
    // The security policy allows no data: addresses but for pictures.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
  },
  cacheDir: '../build/cache/vite',
  test: {
    environment: 'jsdom',
    setupFiles: ['src/test/setup.ts'],
    restoreMocks: true,
    unstubGlobals: true,
    // A busy machine is no fault of the code.
    testTimeout: 20_000,
  },
});
