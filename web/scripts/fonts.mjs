// The fonts that PDFs are set in go with the page into the program; browsers never load them.
import { copyFileSync, mkdirSync } from 'node:fs'

const FROM = 'node_modules/@expo-google-fonts/noto-sans-sc'
mkdirSync('dist/fonts', { recursive: true })
for (const weight of ['400Regular', '600SemiBold'])
  copyFileSync(`${FROM}/${weight}/NotoSansSC_${weight}.ttf`, `dist/fonts/NotoSansSC-${weight}.ttf`)
