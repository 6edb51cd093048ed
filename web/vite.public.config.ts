import { defineConfig } from 'vite'

// The page of lead forms, which strangers open: an entry of its own, so that it shares nothing with the app's bundle.
export default defineConfig({
  publicDir: false,
  build: {
    target: 'es2022',
    emptyOutDir: false,
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: 'public.html',
      output: { entryFileNames: 'assets/public-[hash].js', assetFileNames: 'assets/public-[hash][extname]' },
    },
  },
})
