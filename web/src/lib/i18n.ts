import i18next from 'i18next'
import type zh from '@/locales/zh.json'
import { createStore, useStore } from './store'

export type Lang = 'zh-CN' | 'en'
/** A key of the locale files; a wrong one does not compile. */
export type Key = keyof typeof zh
export type Translate = (key: Key, values?: Record<string, string | number>) => string

const load = (lang: Lang) => (lang === 'en' ? import('@/locales/en.json') : import('@/locales/zh.json'))

/** The language the page shows now. */
export const currentLang = (): Lang => (document.documentElement.lang === 'en' ? 'en' : 'zh-CN')

export async function startI18n(): Promise<void> {
  const lang = currentLang()
  const texts = await load(lang)
  await i18next.init({
    lng: lang,
    resources: { [lang]: { translation: texts.default } },
    keySeparator: false,
    nsSeparator: false,
    fallbackLng: false,
    interpolation: { escapeValue: false },
  })
  // A label of the catalogue inside an English sentence: `New opportunity`, but `New SOP`.
  i18next.services.formatter?.add('lower', value => {
    const text = String(value)
    return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
  })
  // One of them: `a call`, `an email`.
  i18next.services.formatter?.add('one', value => {
    const text = String(value).toLowerCase()
    return `${/^[aeiou]/.test(text) ? 'an' : 'a'} ${text}`
  })
}

export async function setLang(lang: Lang): Promise<void> {
  localStorage.setItem('lang', lang)
  document.documentElement.lang = lang
  if (!i18next.hasResourceBundle(lang, 'translation')) {
    const texts = await load(lang)
    i18next.addResourceBundle(lang, 'translation', texts.default)
  }
  await i18next.changeLanguage(lang)
  shown.set(lang)
}

/** Translates outside components. */
export const t: Translate = (key, values) => {
  const plural = values && 'n' in values ? { count: Number(values.n) } : undefined
  return i18next.t(key, { ...values, ...plural }) as string
}

const shown = createStore<Lang>(currentLang())

/** The translator and the language, re-rendering when it changes. */
export function useT(): { t: Translate; lang: Lang } {
  return { t, lang: useStore(shown) }
}
