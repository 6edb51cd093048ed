import type { DialogSpec } from '@/app/dialogs'
import type { Key } from '@/lib/i18n'
import type { Tour } from './tour'

/** The five stops of the first tour, in order. */
export const STOPS = ['next', 'log', 'gate', 'advance', 'funnel'] as const
export type Stop = (typeof STOPS)[number]

/** What is pointed at, and what is said there. */
export interface Hint {
  /** `data-tour` of the element. */
  at: string
  text: Key
  /** Over a dialog there is only the hint: the dialog has the buttons. */
  over?: boolean
  /** Goes to a page where the element is. */
  go?: { label: Key; to: string }
  /** Beside it, where below would cover what is spoken of. */
  side?: 'left' | 'right'
  /** Leads on by hand. */
  next?: boolean
}

/** What the page shows now, as far as the tour cares. */
export interface Scene {
  path: string
  dialogs: DialogSpec[]
  /** Whether the deal's gate is met; not known before it was read. */
  met: boolean | undefined
}

/** What to show at a stop. */
export function hint(now: Tour, scene: Scene): Hint {
  const top = scene.dialogs.at(-1)?.kind
  const deal = `/opportunities/${now.deal}`
  const toDeal = { label: 'tour.go_deal', to: deal } as const
  const toDay = { label: 'tour.go_today', to: '/today' } as const
  switch (STOPS[now.stop]) {
    case 'next':
      return scene.path === '/today'
        ? { at: 'best', text: 'tour.next', next: true }
        : { at: 'main', text: 'tour.lost', go: toDay }
    case 'log':
      if (top === 'log') return { at: 'dialog', text: 'tour.log_how', over: true }
      if (scene.path === '/today') return { at: 'log', text: 'tour.log' }
      if (scene.path === deal) return { at: 'log', text: 'tour.log' }
      return { at: 'main', text: 'tour.lost', go: toDay }
    case 'gate':
      if (top === 'gate') return { at: 'dialog', text: 'tour.gate_how', over: true }
      if (top) return { at: 'dialog', text: 'tour.fix_how', over: true }
      if (scene.path !== deal) return { at: 'main', text: 'tour.gate_go', go: toDeal }
      return { at: 'advance', text: scene.met ? 'tour.gate_met' : 'tour.gate', side: 'left' }
    case 'advance':
      if (scene.path !== deal) return { at: 'main', text: 'tour.lost', go: toDeal }
      return { at: 'stages', text: 'tour.advance', next: true }
    default:
      return scene.path === '/dashboard'
        ? { at: 'funnel', text: 'tour.funnel', next: true }
        : { at: 'dashboard', text: 'tour.funnel_go', side: 'right', go: { label: 'tour.go_funnel', to: '/dashboard' } }
  }
}
