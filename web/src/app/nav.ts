import {
  Building2,
  ChartColumn,
  CheckSquare,
  ClipboardList,
  Crosshair,
  Gauge,
  Handshake,
  ListTodo,
  ListTree,
  Magnet,
  Package,
  Settings,
  Shield,
  Shuffle,
  SquareKanban,
  Stamp,
  Table2,
  UserCog,
  Users,
  UsersRound,
  Waves,
} from 'lucide-react'
import type { ComponentType } from 'react'
import type { Key } from '@/lib/i18n'

export interface NavItem {
  to: string
  label: Key
  icon: ComponentType<{ className?: string }>
  /** The second key after G. */
  go?: string
  /** Shown only if the catalogue has this object. */
  object?: string
}

export const WORK: NavItem[] = [
  { to: '/leads', label: 'nav.leads', icon: Magnet, go: 'l', object: 'leads' },
  { to: '/pool', label: 'nav.pool', icon: Waves, object: 'pools' },
  { to: '/opportunities', label: 'nav.opportunities', icon: Table2, go: 'o', object: 'opportunities' },
  { to: '/board', label: 'nav.board', icon: SquareKanban, go: 'b', object: 'opportunities' },
  { to: '/accounts', label: 'nav.accounts', icon: Building2, go: 'a', object: 'accounts' },
  { to: '/contacts', label: 'nav.contacts', icon: Users, go: 'c', object: 'contacts' },
  { to: '/market', label: 'nav.market', icon: Crosshair, go: 'm', object: 'plans' },
  { to: '/catalogue', label: 'nav.products', icon: Package, object: 'products' },
  { to: '/channel', label: 'nav.channel', icon: Handshake, go: 'n', object: 'partners' },
  { to: '/approvals', label: 'nav.approvals', icon: Stamp, go: 'v', object: 'approvals' },
]

export const TODAY: NavItem = { to: '/today', label: 'nav.today', icon: CheckSquare, go: 't' }

export const TASKS: NavItem = { to: '/tasks', label: 'nav.tasks', icon: ListTodo, go: 'k', object: 'tasks' }

export const SOPS: NavItem = { to: '/sops', label: 'nav.sops', icon: ListTree, go: 'p', object: 'sops' }

export const DASHBOARD: NavItem = {
  to: '/dashboard',
  label: 'nav.dashboard',
  icon: ChartColumn,
  go: 'd',
  object: 'opportunities',
}

/** What a phone's plus makes, in this order. */
export const NEW: { object: string; icon: NavItem['icon'] }[] = [
  { object: 'opportunities', icon: Table2 },
  { object: 'leads', icon: Magnet },
  { object: 'accounts', icon: Building2 },
  { object: 'contacts', icon: Users },
  { object: 'tasks', icon: ListTodo },
]

export const SETTINGS: NavItem = { to: '/settings', label: 'nav.settings', icon: Settings, go: 's' }

export const ADMIN: NavItem[] = [
  { to: '/settings/users', label: 'nav.users', icon: UserCog, object: 'users' },
  { to: '/settings/teams', label: 'nav.teams', icon: UsersRound, object: 'teams' },
  { to: '/settings/roles', label: 'nav.roles', icon: Shield, object: 'roles' },
  { to: '/settings/assignment_rules', label: 'nav.assignment_rules', icon: Shuffle, object: 'assignment_rules' },
  { to: '/settings/score_rules', label: 'nav.score_rules', icon: Gauge, object: 'score_rules' },
  { to: '/settings/pools', label: 'nav.pools', icon: Waves, object: 'pools' },
  { to: '/settings/lead_forms', label: 'nav.lead_forms', icon: ClipboardList, object: 'lead_forms' },
  { to: '/settings/approval_flows', label: 'nav.approval_flows', icon: Stamp, object: 'approval_flows' },
]

/** The objects whose records have a page among the work. */
export const HAS_PAGE: ReadonlySet<string> = new Set([
  'opportunities',
  'accounts',
  'contacts',
  'tasks',
  'leads',
  'approvals',
])

/** The lists that stand together under the market, and those of the channel. */
export const MARKET = ['plans', 'segments', 'personas', 'competitors', 'positionings', 'market_notes']
/** What is sold, at which price and why it helps. */
export const CATALOGUE = ['products', 'price_lists', 'prices', 'fabs', 'capability_facts', 'bundle_items']
export const CHANNEL = ['partners', 'deal_registrations', 'referrals']

/** The lists of the process that have no page of their own. */
const OF_PROCESS = [
  'question_lists',
  'questions',
  'deviations',
  'conformances',
  'sop_rules',
  'sop_assignments',
  'improvements',
]

/** The pages of the process. */
export const PROCESS: { to: string; label: Key; object: string }[] = [
  { to: '/sops', label: 'process.documents', object: 'sops' },
  { to: '/sops/packs', label: 'process.packs', object: 'sops' },
  { to: '/sops/sop_rules', label: 'process.rules', object: 'sop_rules' },
  { to: '/sops/supervision', label: 'process.supervision', object: 'conformances' },
  { to: '/sops/question_lists', label: 'process.questions', object: 'question_lists' },
  { to: '/sops/improvements', label: 'process.improvements', object: 'improvements' },
]

/** The page of an object's list. */
export function listPath(object: string): string {
  if (CHANNEL.includes(object)) return `/channel/${object}`
  if (CATALOGUE.includes(object)) return `/catalogue/${object}`
  if (OF_PROCESS.includes(object)) return `/sops/${object}`
  if (MARKET.includes(object) || object.startsWith('plan_')) return `/market/${object}`
  return HAS_PAGE.has(object) ? `/${object}` : `/settings/${object}`
}

/** The page of a record. */
export function recordPath(object: string, id: string): string {
  if (object === 'sop_versions') return `/sops/versions/${id}`
  return `${listPath(object)}/${id}`
}
