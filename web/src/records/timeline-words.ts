import type { ObjectDef, TimelineEntry } from '@/api/types'
import { fieldOf } from '@/app/hooks'
import type { Translate } from '@/lib/i18n'
import { isEmpty, valueText } from './value'

const word = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

/** The first of these that the entry's meta holds. */
export const metaText = (entry: TimelineEntry, ...keys: string[]): string =>
  keys.map(key => word(entry.meta?.[key])).find(Boolean) ?? ''

export interface Names {
  stages: Map<string, string>
  steps: Map<string, string>
}

/** What an entry of the timeline says in one line. */
export function entryTitle(entry: TimelineEntry, objects: ObjectDef[], names: Names, t: Translate): string {
  const object = objects.find(o => o.key === entry.object)
  const what = object?.label_one ?? ''
  const stage =
    metaText(entry, 'stage_name', 'to_name') ||
    (names.stages.get(metaText(entry, 'stage', 'to')) ?? metaText(entry, 'stage', 'to'))
  const step =
    metaText(entry, 'step_title', 'title') || (names.steps.get(metaText(entry, 'step')) ?? metaText(entry, 'step'))
  const data = entry.record_data
  switch (entry.kind) {
    case 'created':
      if (entry.object === 'activities' && data && object) return activityTitle(object, data)
      if (entry.object === 'tasks') return t('tl.task', { title: String(data?.title ?? '') })
      if (entry.object === 'notes') return t('tl.note')
      return t('tl.created', { what })
    case 'updated': {
      const done = entry.object === 'tasks' && entry.fields.some(f => f.field === 'status' && f.to === 'done')
      if (done) return t('tl.task_done', { title: String(data?.title ?? '') })
      return t('tl.updated', { what: entry.fields.map(f => f.label).join('、') || what })
    }
    case 'stage_entered':
      return t('tl.stage_entered', { stage })
    case 'step_done':
    case 'step_skipped':
    case 'step_reopened':
    case 'waiver_asked':
    case 'waiver_approved':
    case 'waiver_rejected':
      return t(`tl.${entry.kind}`, { step })
    case 'deleted':
    case 'restored':
    case 'revealed':
    case 'sop_started':
    case 'held':
    case 'resumed':
    case 'won':
    case 'lost':
    case 'sop_completed':
      return t(`tl.${entry.kind}`, { what })
    default:
      return `${what} ${entry.kind}`
  }
}

function activityTitle(object: ObjectDef, data: Record<string, unknown>): string {
  const part = (key: string) => {
    const field = fieldOf(object, key)
    return field && !isEmpty(data[key]) ? valueText(field, data[key]) : ''
  }
  const minutes = Number(data.minutes ?? 0)
  return [part('kind'), minutes > 0 ? `${minutes} min` : '', part('reached'), part('contact')]
    .filter(Boolean)
    .join(' · ')
}
