import type { ObjectDef, TimelineEntry } from '@/api/types'
import { fieldOf } from '@/app/hooks'
import { listText } from '@/lib/format'
import type { Translate } from '@/lib/i18n'
import { isEmpty, isRef, valueText } from './value'

const word = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

/** The first of these that the entry's meta holds. */
export const metaText = (entry: TimelineEntry, ...keys: string[]): string =>
  keys.map(key => word(entry.meta?.[key])).find(Boolean) ?? ''

/** What people wrote about an act: a reason, a remark. */
export const noteText = (entry: TimelineEntry): string =>
  ['reason', 'detail', 'note', 'comment'].map(key => word(entry.note?.[key])).find(Boolean) ?? ''

export interface Names {
  stages: Map<string, string>
  steps: Map<string, string>
  questions: Map<string, string>
}

/** The name of the step that an entry is about. */
export const stepName = (entry: TimelineEntry, names: Names): string =>
  names.steps.get(metaText(entry, 'step')) ?? metaText(entry, 'step')

/** An entry, and the steps that were done in the same moment as it. */
export interface Grouped extends TimelineEntry {
  also: TimelineEntry[]
}

/** Whether two entries are of one act: the same person's in the same minute. */
const together = (a: TimelineEntry, b: TimelineEntry): boolean =>
  a.at.slice(0, 16) === b.at.slice(0, 16) && a.actor?.id === b.actor?.id

/** Whether an entry tells of a step's exception being granted, by the run or by the request. */
const grants = (entry: TimelineEntry): string | null =>
  entry.kind === 'waiver_approved'
    ? metaText(entry, 'step')
    : entry.object === 'waivers' && entry.kind === 'updated' && entry.record_data?.status === 'approved'
      ? word(entry.record_data.step)
      : null

/** Joins what one act did: steps done together are one thing to read, and an exception is granted once. */
export function grouped(entries: TimelineEntry[]): Grouped[] {
  const list: Grouped[] = []
  for (const entry of entries) {
    const last = list.at(-1)
    if (last && together(last, entry)) {
      if (last.kind === 'step_done' && entry.kind === 'step_done') {
        last.also.push(entry)
        continue
      }
      const step = grants(entry)
      if (step && step === grants(last)) {
        last.note ??= entry.note
        continue
      }
    }
    list.push({ ...entry, also: [] })
  }
  return list
}

/** What an entry of the timeline says in one line. */
export function entryTitle(entry: TimelineEntry, objects: ObjectDef[], names: Names, t: Translate): string {
  const object = objects.find(o => o.key === entry.object)
  const what = object?.label_one ?? ''
  const stage =
    metaText(entry, 'stage_name', 'to_name') ||
    (names.stages.get(metaText(entry, 'stage', 'to')) ?? metaText(entry, 'stage', 'to'))
  const step = stepName(entry, names)
  const data = entry.record_data
  switch (entry.kind) {
    case 'created':
      if (entry.object === 'activities' && data && object) return activityTitle(object, data, t)
      if (entry.object === 'tasks') return t('tl.task', { title: String(data?.title ?? '') })
      if (entry.object === 'notes') return t('tl.note')
      if (entry.object === 'public_links') return t('tl.link_made')
      if (entry.object === 'files') return t('tl.file', { name: String(data?.name ?? '') })
      if (entry.object === 'waivers') return t('tl.waiver_asked', { step: String(data?.step_title ?? '') })
      if (entry.object === 'answers') return answerTitle(data, names, t)
      if (entry.object === 'needs') return t('tl.added', { what, name: String(data?.title ?? '') })
      if (data && isRef(data.contact)) return t('tl.added', { what, name: data.contact.name })
      if (data && isRef(data.product)) return t('tl.added', { what, name: data.product.name })
      return t('tl.created', { what })
    case 'updated': {
      const done = entry.object === 'tasks' && entry.fields.some(f => f.field === 'status' && f.to === 'done')
      if (entry.object === 'answers') return answerTitle(data, names, t)
      if (entry.object === 'waivers' && (data?.status === 'approved' || data?.status === 'rejected')) {
        return t(`tl.waiver_${data.status}`, { step: String(data.step_title ?? '') })
      }
      if (entry.object === 'public_links')
        return t(entry.fields.some(f => f.field === 'revoked_at') ? 'tl.link_revoked' : 'tl.link_opened')
      if (done) return t('tl.task_done', { title: String(data?.title ?? '') })
      return t('tl.updated', { what: listText(entry.fields.map(f => f.label)) || what })
    }
    case 'stage_entered':
      return t('tl.stage_entered', { stage })
    case 'lost': {
      const field = fieldOf(object, 'loss_reason')
      const why = metaText(entry, 'reason')
      return field && why ? t('tl.lost_why', { why: valueText(field, why) }) : t('tl.lost')
    }
    case 'disqualified': {
      const field = fieldOf(object, 'reason')
      const why = metaText(entry, 'reason')
      return field && why ? t('tl.disqualified_why', { why: valueText(field, why) }) : t('tl.disqualified')
    }
    case 'step_done':
    case 'step_skipped':
    case 'step_reopened':
    case 'waiver_asked':
    case 'waiver_approved':
    case 'waiver_rejected':
      return t(`tl.${entry.kind}`, { step })
    case 'tiered':
    case 'tier_set':
    case 'tier_released':
      return t(`tl.${entry.kind}`, {
        from: metaText(entry, 'from') || t('tier.none'),
        to: metaText(entry, 'to') || t('tier.none'),
      })
    case 'deleted':
    case 'restored':
    case 'revealed':
    case 'sop_started':
    case 'held':
    case 'resumed':
    case 'won':
    case 'sop_completed':
    case 'converted':
    case 'conversion_undone':
    case 'sop_moved':
    case 'sop_unmoved':
    case 'reopened':
    case 'kept':
    case 'kept_no_more':
      return t(`tl.${entry.kind}`, { what })
    case 'claimed':
    case 'released':
    case 'pooled':
    case 'pool_viewed':
      return t(`tl.${entry.kind}`, { pool: metaText(entry, 'pool_name') })
    case 'returned':
      return t(entry.meta?.why === 'progress' ? 'tl.returned_progress' : 'tl.returned_contact', {
        pool: metaText(entry, 'pool_name'),
        n: metaText(entry, 'days'),
      })
    default:
      return `${what} ${entry.kind}`
  }
}

/** The question that was answered. */
function answerTitle(data: TimelineEntry['record_data'], names: Names, t: Translate): string {
  const key = String(data?.question ?? '')
  return t('tl.answer', { question: names.questions.get(key) ?? key })
}

function activityTitle(object: ObjectDef, data: Record<string, unknown>, t: Translate): string {
  const part = (key: string) => {
    const field = fieldOf(object, key)
    return field && !isEmpty(data[key]) ? valueText(field, data[key]) : ''
  }
  const minutes = Number(data.minutes ?? 0)
  return [part('kind'), minutes > 0 ? t('tl.minutes', { n: minutes }) : '', part('reached'), part('contact')]
    .filter(Boolean)
    .join(' · ')
}
