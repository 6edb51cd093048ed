import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { build, type Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { ahead } from './ahead.ts'

const server = process.env.STAGECRAFT_URL ?? 'http://127.0.0.1:8080'

/** Tailwind's help for browsers that don't know `@property`: those know nothing of what else is used here, either. */
const noFallbacks = (): Plugin => ({
  name: 'no-fallbacks',
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle))
      if (file.type === 'asset' && file.fileName.endsWith('.css'))
        file.source = String(file.source).replace(/@layer properties\{@supports .*?\}\}\}/, '')
  },
})

/** The page of lead forms is built with the app and shares nothing with it. */
const publicPage = (): Plugin => ({
  name: 'public-page',
  apply: 'build',
  closeBundle: async () => {
    await build({ configFile: 'vite.public.config.ts' })
  },
})

export default defineConfig(async ({ mode }) => ({
  // The fake answers `npm run dev:fake`; it is never part of a build.
  plugins: [
    react(),
    tailwindcss(),
    noFallbacks(),
    ahead(),
    publicPage(),
    ...(mode === 'fake' ? [(await import('./test/fake/vite.ts')).fakeApi()] : []),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: mode === 'fake' ? {} : { proxy: { '/api': { target: server } } },
  preview: { proxy: { '/api': { target: server } } },
  build: {
    target: 'es2022',
    // Tailwind itself asks for these; for older ones every colour would be written three times.
    cssTarget: ['chrome111', 'edge111', 'firefox128', 'safari16.4'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // The shell names every file: short names keep it small.
        chunkFileNames: 'assets/[name]-[hash:7].js',
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            {
              name: 'tanstack',
              test: /node_modules[\\/]@tanstack[\\/](react-router|router-core|history|react-store|store|query-core|react-query)[\\/]/,
            },
            // What every page starts with, in one file: it packs better, and it is one request.
            { name: 'shell', tags: ['$initial' as const] },
            // What most pages share, in one file: a file for each thing would cost a slow network a round trip each.
            { name: 'common', minShareCount: 21, test: /[\\/](src|node_modules)[\\/]/ },
          ],
        },
      },
    },
  },
  test: { environment: 'happy-dom', include: ['test/**/*.test.{ts,tsx}'] },
}))
