import type { Rec } from '@/api/types'
import type { Translate } from '@/lib/i18n'

/** Whom a step asks, as flows keep it. */
export type Who =
  | 'superior'
  | { person: string }
  | { role: string }
  | { superiors: { role?: string | null; levels?: number | null } }

export interface FlowStep {
  who: Who[]
  mode: 'all' | 'any' | 'in_turn'
  copy: Who[]
  hours: number | null
}

export const NEW_STEP: FlowStep = { who: ['superior'], mode: 'any', copy: [], hours: null }

/** The steps of a flow; what programs left out of them reads as the server takes it. */
export function stepsOf(record: Rec): FlowStep[] {
  const steps = Array.isArray(record.steps) ? (record.steps as Partial<FlowStep>[]) : []
  return steps.map(step => ({ ...NEW_STEP, who: [], ...step }))
}

export type Kind = 'superior' | 'superiors' | 'role' | 'person'

export const kindOf = (who: Who): Kind =>
  who === 'superior' ? 'superior' : 'person' in who ? 'person' : 'role' in who ? 'role' : 'superiors'

/** What people and roles are called, by id. */
export type Names = ReadonlyMap<string, string>

export function whoWords(who: Who, names: Names, t: Translate): string {
  const name = (id: string) => names.get(id) ?? '…'
  if (who === 'superior') return t('flow.superior')
  if ('person' in who) return name(who.person)
  if ('role' in who) return name(who.role)
  const { role, levels } = who.superiors
  return role ? t('flow.up_to_role', { role: name(role) }) : t('flow.up_to_levels', { n: levels ?? 1 })
}

/** A flow in a sentence: first …, then …. */
export function flowWords(steps: FlowStep[], names: Names, t: Translate): string {
  const said = steps.map((step, n) => {
    const who = step.who.map(one => whoWords(one, names, t)).join(t('approve.and'))
    const several = step.who.length > 1 || step.who.some(one => kindOf(one) === 'role')
    const how = several ? t(`flow.how_${step.mode}`) : ''
    const text = t(n === 0 ? 'flow.first' : 'flow.then', { who, how })
    const more = [
      step.hours ? t('flow.late', { n: step.hours }) : '',
      step.copy.length > 0
        ? t('approve.copy_to', { who: step.copy.map(one => whoWords(one, names, t)).join(t('approve.and')) })
        : '',
    ].filter(Boolean)
    return more.length > 0 ? `${text}${t('approve.open')}${more.join(t('approve.comma'))}${t('approve.close')}` : text
  })
  return said.join(t('flow.joint')) + t('flow.end')
}
