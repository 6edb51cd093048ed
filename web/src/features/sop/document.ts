import { queryOptions } from '@tanstack/react-query'
import { get } from '@/api/client'
import type { Lang, useT } from '@/lib/i18n'

export interface Words {
  zh: string
  en: string
}

/** The parts of an SOP document that are read by people. */
export interface SopDocument {
  sop: { key: string; name: Words; description: Words }
  roles: { key: string; name: Words }[]
  stages: DocumentStage[]
  questions?: {
    key: string
    name: Words
    groups: { key: string; name: Words; questions: { key: string; text: Words; important?: boolean }[] }[]
  }[]
}

export interface DocumentStage {
  key: string
  phase: string
  name: Words
  goal: Words
  role: string
  target: string
  probability: number
  signing?: boolean
  standards?: Words[]
  cautions?: Words[]
  appraisal?: Words
  steps?: DocumentStep[]
  exit?: { text: Words }[]
  next?: { to: string }[]
}

export interface DocumentStep {
  key: string
  kind: string
  title: Words
  required: boolean
  role?: string
  due?: string
  skip: 'free' | 'reason' | 'consent'
  guidance?: Words
  why?: Words
  items?: Words[]
  questions?: string[]
}

export const say = (words: Words, lang: Lang): string => (lang === 'en' ? words.en : words.zh)

/** `5d` or `2h` in words. */
export function span(text: string, t: ReturnType<typeof useT>['t']): string {
  const n = Number.parseInt(text, 10)
  return text.endsWith('h') ? t('doc.hours', { n }) : t('doc.days', { n })
}

/** A published document never changes. */
export const documentQuery = (version: string) =>
  queryOptions({
    queryKey: ['sop-document', version],
    queryFn: ({ signal }) => get<SopDocument>(`/sop_versions/${version}/document`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
