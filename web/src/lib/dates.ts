import { dateFormat } from './format'
import { currentLang, type Lang, t } from './i18n'
import { createStore } from './store'

/** The company's time zone: every instant is shown in it, so that colleagues see the same hour. */
export const timeZone = createStore<string>(Intl.DateTimeFormat().resolvedOptions().timeZone)

/** How far this machine's clock is behind the server's. */
let behind = 0

/** Takes the server's time: a wrong clock here must not shift what is due, nor date a call into the future. */
export function setClock(instant: string) {
  const difference = Date.parse(instant) - Date.now()
  behind = Math.abs(difference) < 5_000 ? 0 : difference
}

export const now = (): Date => new Date(Date.now() + behind)

const DAY = 86_400_000

/** The day of an instant in the company's time zone, as `2026-11-22`. */
export function dayOf(instant: string | Date): string {
  const parts = dateFormat('en', { timeZone: timeZone.get(), year: 'numeric', month: '2-digit', day: '2-digit' })
  const at = Object.fromEntries(parts.formatToParts(new Date(instant)).map(p => [p.type, p.value]))
  return `${at.year}-${at.month}-${at.day}`
}

export const today = (): string => dayOf(now())

const toDate = (day: string) => new Date(`${day}T00:00:00Z`)

export function addDays(day: string, n: number): string {
  return new Date(toDate(day).getTime() + n * DAY).toISOString().slice(0, 10)
}

export const daysBetween = (from: string, to: string): number =>
  Math.round((toDate(to).getTime() - toDate(from).getTime()) / DAY)

/** 1 is Monday, 7 is Sunday. */
export const weekday = (day: string): number => ((toDate(day).getUTCDay() + 6) % 7) + 1

/** The coming Monday. */
export const nextMonday = (day: string): string => addDays(day, 8 - weekday(day))

/** 11月27日; with the year when it is another. */
export function dayText(day: string, lang: Lang = currentLang()): string {
  const far = day.slice(0, 4) !== today().slice(0, 4)
  return dateFormat(lang, {
    timeZone: 'UTC',
    month: lang === 'en' ? 'short' : 'long',
    day: 'numeric',
    ...(far ? { year: 'numeric' } : {}),
  }).format(toDate(day))
}

export const weekdayText = (day: string, lang: Lang = currentLang()): string =>
  dateFormat(lang, { timeZone: 'UTC', weekday: 'short' }).format(toDate(day))

/** 11月23日 周一; Mon, Nov 23. */
export const dayAndWeekday = (day: string, lang: Lang = currentLang()): string =>
  lang === 'en' ? `${weekdayText(day, lang)}, ${dayText(day, lang)}` : `${dayText(day, lang)} ${weekdayText(day, lang)}`

export const timeText = (instant: string, lang: Lang = currentLang()): string =>
  dateFormat(lang, { timeZone: timeZone.get(), hour: '2-digit', minute: '2-digit', hour12: false }).format(
    new Date(instant),
  )

/** 今天 10:42, 昨天 16:20, 11月19日. */
export function instantText(instant: string, lang: Lang = currentLang()): string {
  const day = dayOf(instant)
  const ago = daysBetween(day, today())
  if (ago === 0) return `${t('date.today')} ${timeText(instant, lang)}`
  if (ago === 1) return `${t('date.yesterday')} ${timeText(instant, lang)}`
  return dayText(day, lang)
}

/** With everything, for a tooltip. */
export const fullInstant = (instant: string, lang: Lang = currentLang()): string =>
  dateFormat(lang, { timeZone: timeZone.get(), dateStyle: 'medium', timeStyle: 'short' }).format(new Date(instant))

export interface Due {
  text: string
  tone: 'bad' | 'warn' | 'plain'
}

/** How far a due day or instant is: 逾期 2 天, 今天, 4 天后. */
export function due(value: string): Due {
  const instant = value.length > 10
  const day = instant ? dayOf(value) : value
  const left = daysBetween(today(), day)
  if (left < 0) return { text: t('due.overdue', { n: -left }), tone: 'bad' }
  if (left === 0) {
    const late = instant && Date.parse(value) < now().getTime()
    return late ? { text: t('due.late_today'), tone: 'bad' } : { text: t('date.today'), tone: 'warn' }
  }
  if (left === 1) return { text: t('date.tomorrow'), tone: 'plain' }
  return { text: t('due.in', { n: left }), tone: 'plain' }
}

/** Which day this is since an instant: its own is the first. */
export const dayOfStay = (instant: string): number => Math.max(0, daysBetween(dayOf(instant), today())) + 1
