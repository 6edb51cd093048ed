import { currentLang, type Lang } from './i18n'
import { createStore } from './store'

const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>()

function numberFormat(lang: Lang, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `n${lang}${JSON.stringify(options)}`
  let format = cache.get(key) as Intl.NumberFormat | undefined
  if (!format) {
    format = new Intl.NumberFormat(lang, options)
    cache.set(key, format)
  }
  return format
}

/** The company's currency, for amounts whose record names none. */
export const homeCurrency = createStore('CNY')

const SYMBOLS: Record<string, string> = { CNY: '¥', USD: '$', EUR: '€', GBP: '£', HKD: 'HK$', JPY: 'JP¥' }
const symbol = (currency: string) => SYMBOLS[currency] ?? `${currency} `

/** An exact amount: ¥4,640,000 or ¥12.50. */
export function money(value: string | null | undefined, currency: string, lang = currentLang()): string {
  if (value == null || value === '') return ''
  const amount = Number(value)
  const digits = Number.isInteger(amount) ? 0 : 2
  const text = numberFormat(lang, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    Math.abs(amount),
  )
  return `${amount < 0 ? '−' : ''}${symbol(currency)}${text}`
}

/** A short amount: ¥236 万, ¥67 万, ¥1.25 亿; ¥2.36M, ¥98k. */
export function shortMoney(value: string | number | null | undefined, currency: string, lang = currentLang()): string {
  if (value == null || value === '') return ''
  const amount = Number(value)
  const size = Math.abs(amount)
  const steps: [number, number, string][] =
    lang === 'en'
      ? [
          [1e9, 2, 'B'],
          [1e6, 2, 'M'],
          [1e3, 0, 'k'],
        ]
      : [
          [1e8, 2, ' 亿'],
          [1e6, 0, ' 万'],
          [1e4, 1, ' 万'],
        ]
  const step = steps.find(([limit]) => size >= limit)
  const sign = amount < 0 ? '−' : ''
  if (!step) return `${sign}${symbol(currency)}${numberFormat(lang, { maximumFractionDigits: 0 }).format(size)}`
  const unit = lang !== 'en' && step[2] === ' 万' ? 1e4 : step[0]
  const text = numberFormat(lang, { maximumFractionDigits: step[1] }).format(size / unit)
  return `${sign}${symbol(currency)}${text}${step[2]}`
}

export const number = (value: number, lang = currentLang()): string =>
  numberFormat(lang, { maximumFractionDigits: 6 }).format(value)

/** Things one after another: 甲、乙; A, B. */
export const listText = (items: string[], lang = currentLang()): string => items.join(lang === 'en' ? ', ' : '、')

export function dateFormat(lang: Lang, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `d${lang}${JSON.stringify(options)}`
  let format = cache.get(key) as Intl.DateTimeFormat | undefined
  if (!format) {
    format = new Intl.DateTimeFormat(lang, options)
    cache.set(key, format)
  }
  return format
}
