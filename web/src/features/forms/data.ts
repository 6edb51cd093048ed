import type { ObjectDef, Rec } from '@/api/types'
import { fieldOf } from '@/app/hooks'
import type { Lang } from '@/lib/i18n'
import type { PublicForm } from '@/public/draw'

/** What a form may ask, in the order in which it is offered. */
export const ASKED = ['name', 'company', 'title', 'phone', 'email', 'wechat', 'region', 'industry', 'need'] as const

export interface Asked {
  field: string
  required: boolean
  zh: string
  en: string
  help_zh: string
  help_en: string
}

export const asked = (field: string): Asked => ({ field, required: false, zh: '', en: '', help_zh: '', help_en: '' })

export const fieldsOf = (record: Rec): Asked[] =>
  Array.isArray(record.fields) ? (record.fields as Partial<Asked>[]).map(f => ({ ...asked(''), ...f })) : []

const text = (value: unknown) => (typeof value === 'string' ? value : '')

/** The form as visitors will see it in a language: what isn't said in it is said in the other. */
export function preview(values: Record<string, unknown>, fields: Asked[], leads: ObjectDef, lang: Lang): PublicForm {
  const say = (key: string) => {
    const [zh, en] = [text(values[`${key}_zh`]), text(values[`${key}_en`])]
    return (lang === 'en' ? en || zh : zh || en) || null
  }
  return {
    title: say('title') ?? '',
    intro: say('intro'),
    consent: say('consent'),
    company: '',
    fields: fields.map(f => {
      const field = fieldOf(leads, f.field)
      const own = lang === 'en' ? f.en || f.zh : f.zh || f.en
      const help = lang === 'en' ? f.help_en || f.help_zh : f.help_zh || f.help_en
      return {
        key: f.field,
        label: own || field?.label || f.field,
        help: help || null,
        required: f.required,
        type: field?.type ?? 'text',
        max: field?.max ?? null,
      }
    }),
  }
}
