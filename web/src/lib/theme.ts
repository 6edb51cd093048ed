import { createStore } from './store'

export type Theme = 'light' | 'dark' | 'system'

const saved = localStorage.getItem('theme')
export const theme = createStore<Theme>(saved === 'light' || saved === 'dark' ? saved : 'system')

const prefersDark = matchMedia('(prefers-color-scheme: dark)')
prefersDark.addEventListener('change', apply)

function apply() {
  document.documentElement.dataset.theme = isDark() ? 'dark' : 'light'
}

export const isDark = () => theme.get() === 'dark' || (theme.get() === 'system' && prefersDark.matches)

export function setTheme(next: Theme) {
  localStorage.setItem('theme', next)
  theme.set(next)
  apply()
}
