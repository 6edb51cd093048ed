import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { Problem } from '@/api/client'
import type { Condition } from '@/api/condition'
import { client, meQuery, objectsQuery, setupQuery } from '@/api/queries'
import { timeZone } from '@/lib/dates'
import { homeCurrency } from '@/lib/format'
import { currentLang, setLang } from '@/lib/i18n'
import { late } from '@/lib/late'
import { setTheme } from '@/lib/theme'
import { Failed, NotFound, Waiting } from './fallback'
import { Shell } from './shell'

/** What a list keeps in its address, so that it can be shared and come back to. */
export interface ListSearch {
  view?: string
  sort?: string
  q?: string
  filter?: Condition
}

export interface BoardSearch {
  sop?: string
  team?: string
  owner?: string
}

export interface TasksSearch extends ListSearch {
  look?: 'board' | 'calendar'
  whose?: 'team'
  by?: 'status'
  span?: 'week' | 'team'
  day?: string
}

export interface SupervisionSearch {
  period?: string
  team?: string
  sop?: string
}

export interface DashboardSearch {
  period?: string
  team?: string
  sop?: string
}

export interface ResponseSearch {
  period?: 'this_month' | 'last_month' | 'this_quarter' | 'last_quarter' | 'this_year'
  group?: 'owner' | 'team' | 'source' | 'form' | 'week' | 'month'
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

const listSearch = (search: Record<string, unknown>): ListSearch => ({
  view: text(search.view),
  sort: text(search.sort),
  q: search.q == null ? undefined : String(search.q),
  filter: search.filter && typeof search.filter === 'object' ? (search.filter as Condition) : undefined,
})

/** One of a few words; another is as if it weren't there. */
const one = <T extends string>(value: unknown, ...words: T[]): T | undefined => words.find(word => word === value)

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: Failed })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>) => ({ to: text(search.to) }),
  component: lazyRouteComponent(
    late(() => import('@/features/session/sign-in-page')),
    'SignInPage',
  ),
})

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(
    late(() => import('@/features/session/setup-page')),
    'SetupPage',
  ),
})

const join = createRoute({
  getParentRoute: () => root,
  path: '/join/$secret',
  component: lazyRouteComponent(
    late(() => import('@/features/session/join-page')),
    'JoinPage',
  ),
})

/** Everything behind the sign-in. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ location }) => {
    try {
      const known = localStorage.getItem('lang') !== null
      if (known) void client.prefetchQuery(objectsQuery)
      const me = await client.ensureQueryData(meQuery)
      timeZone.set(me.workspace.time_zone)
      homeCurrency.set(me.workspace.currency)
      // The first time here the user's own language decides, and labels are asked for in it.
      if (!known && me.user.lang) {
        // What was asked for ahead came in the browser's language.
        if (me.user.lang !== currentLang()) delete window.ahead?.['/objects']
        await setLang(me.user.lang)
      }
      if (me.user.theme && !localStorage.getItem('theme')) setTheme(me.user.theme)
      await client.ensureQueryData(objectsQuery)
    } catch (error) {
      if (error instanceof Problem && error.status === 401) {
        const { needed } = await client.fetchQuery(setupQuery).catch(() => ({ needed: false }))
        if (needed) throw redirect({ to: '/setup' })
        throw redirect({ to: '/sign-in', search: { to: location.href === '/' ? undefined : location.href } })
      }
      throw error
    }
  },
  component: Shell,
  pendingComponent: Waiting,
})

const index = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/today' })
  },
})

const today = createRoute({
  getParentRoute: () => shell,
  path: '/today',
  component: lazyRouteComponent(
    late(() => import('@/features/today/today-page')),
    'TodayPage',
  ),
})

const opportunities = createRoute({
  getParentRoute: () => shell,
  path: '/opportunities',
  validateSearch: listSearch,
  component: lazyRouteComponent(
    late(() => import('@/features/opportunities/list-page')),
    'OpportunitiesPage',
  ),
})

const opportunity = createRoute({
  getParentRoute: () => shell,
  path: '/opportunities/$id',
  component: lazyRouteComponent(
    late(() => import('@/features/opportunities/record-page')),
    'OpportunityPage',
  ),
})

const talk = createRoute({
  getParentRoute: () => shell,
  path: '/opportunities/$id/talk',
  component: lazyRouteComponent(
    late(() => import('@/features/needs/talk-page')),
    'TalkPage',
  ),
})

const decisionMap = createRoute({
  getParentRoute: () => shell,
  path: '/opportunities/$id/map',
  component: lazyRouteComponent(
    late(() => import('@/features/needs/map-page')),
    'MapPage',
  ),
})

const answers = createRoute({
  getParentRoute: () => shell,
  path: '/sops/answers',
  validateSearch: (search: Record<string, unknown>): { sop?: string } => ({ sop: text(search.sop) }),
  component: lazyRouteComponent(
    late(() => import('@/features/needs/compare-page')),
    'ComparePage',
  ),
})

const board = createRoute({
  getParentRoute: () => shell,
  path: '/board',
  validateSearch: (search: Record<string, unknown>): BoardSearch => ({
    sop: text(search.sop),
    team: text(search.team),
    owner: text(search.owner),
  }),
  component: lazyRouteComponent(
    late(() => import('@/features/opportunities/board-page')),
    'BoardPage',
  ),
})

const tasks = createRoute({
  getParentRoute: () => shell,
  path: '/tasks',
  validateSearch: (search: Record<string, unknown>): TasksSearch => ({
    ...listSearch(search),
    look: one(search.look, 'board', 'calendar'),
    whose: one(search.whose, 'team'),
    by: one(search.by, 'status'),
    span: one(search.span, 'week', 'team'),
    day: typeof search.day === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(search.day) ? search.day : undefined,
  }),
  component: lazyRouteComponent(
    late(() => import('@/features/tasks/tasks-page')),
    'TasksPage',
  ),
})

const task = createRoute({
  getParentRoute: () => shell,
  path: '/tasks/$id',
  component: lazyRouteComponent(
    late(() => import('@/features/tasks/task-page')),
    'TaskPage',
  ),
})

const dashboard = createRoute({
  getParentRoute: () => shell,
  path: '/dashboard',
  validateSearch: (search: Record<string, unknown>): DashboardSearch => ({
    period: text(search.period),
    team: text(search.team),
    sop: text(search.sop),
  }),
  component: lazyRouteComponent(
    late(() => import('@/features/dashboard/dashboard-page')),
    'DashboardPage',
  ),
})

const sops = createRoute({
  getParentRoute: () => shell,
  path: '/sops',
  validateSearch: (search: Record<string, unknown>): { sop?: string; chart?: true } => ({
    sop: text(search.sop),
    chart: search.chart === true || undefined,
  }),
  component: lazyRouteComponent(
    late(() => import('@/features/sop/sop-page')),
    'SopPage',
  ),
})

const sopVersion = createRoute({
  getParentRoute: () => shell,
  path: '/sops/versions/$id',
  validateSearch: (search: Record<string, unknown>): { at?: string } => ({ at: text(search.at) }),
  component: lazyRouteComponent(
    late(() => import('@/features/studio/studio-page')),
    'StudioPage',
  ),
})

const versionLab = createRoute({
  getParentRoute: () => shell,
  path: '/sops/versions/$id/lab',
  validateSearch: (search: Record<string, unknown>): { with?: string; look?: 'simulate' } => ({
    with: text(search.with),
    look: one(search.look, 'simulate'),
  }),
  component: lazyRouteComponent(
    late(() => import('@/features/lab/version-lab')),
    'VersionLab',
  ),
})

const supervision = createRoute({
  getParentRoute: () => shell,
  path: '/sops/supervision',
  validateSearch: (search: Record<string, unknown>): SupervisionSearch => ({
    period: text(search.period),
    team: text(search.team),
    sop: text(search.sop),
  }),
  component: lazyRouteComponent(
    late(() => import('@/features/lab/supervision-page')),
    'SupervisionPage',
  ),
})

const processList = createRoute({
  getParentRoute: () => shell,
  path: '/sops/$object',
  validateSearch: listSearch,
  component: lazyRouteComponent(
    late(() => import('@/features/lab/list-page')),
    'ProcessList',
  ),
})

const choice = createRoute({
  getParentRoute: () => shell,
  path: '/sops/sop_rules/$id',
  component: lazyRouteComponent(
    late(() => import('@/features/lab/choice-page')),
    'ChoicePage',
  ),
})

const improvement = createRoute({
  getParentRoute: () => shell,
  path: '/sops/improvements/$id',
  component: lazyRouteComponent(
    late(() => import('@/features/lab/improvement-page')),
    'ImprovementPage',
  ),
})

const processRecord = createRoute({
  getParentRoute: () => shell,
  path: '/sops/$object/$id',
  component: lazyRouteComponent(
    late(() => import('@/features/lab/list-page')),
    'ProcessRecord',
  ),
})

const leads = createRoute({
  getParentRoute: () => shell,
  path: '/leads',
  validateSearch: listSearch,
  component: lazyRouteComponent(
    late(() => import('@/features/leads/list-page')),
    'LeadsPage',
  ),
})

const leadBoard = createRoute({
  getParentRoute: () => shell,
  path: '/leads/board',
  validateSearch: (search: Record<string, unknown>): { owner?: string } => ({ owner: text(search.owner) }),
  component: lazyRouteComponent(
    late(() => import('@/features/leads/board-page')),
    'LeadBoardPage',
  ),
})

const leadResponse = createRoute({
  getParentRoute: () => shell,
  path: '/leads/response',
  validateSearch: (search: Record<string, unknown>): ResponseSearch => ({
    period: one(search.period, 'this_month', 'last_month', 'this_quarter', 'last_quarter', 'this_year'),
    group: one(search.group, 'owner', 'team', 'source', 'form', 'week', 'month'),
  }),
  component: lazyRouteComponent(
    late(() => import('@/features/leads/response-page')),
    'ResponsePage',
  ),
})

const pool = createRoute({
  getParentRoute: () => shell,
  path: '/pool',
  validateSearch: (search: Record<string, unknown>): { pool?: string } => ({ pool: text(search.pool) }),
  component: lazyRouteComponent(
    late(() => import('@/features/pool/pool-page')),
    'PoolPage',
  ),
})

const lead = createRoute({
  getParentRoute: () => shell,
  path: '/leads/$id',
  component: lazyRouteComponent(
    late(() => import('@/features/leads/record-page')),
    'LeadPage',
  ),
})

const importing = createRoute({
  getParentRoute: () => shell,
  path: '/import/$object',
  component: lazyRouteComponent(
    late(() => import('@/features/imports/import-page')),
    'ImportPage',
  ),
})

const accounts = createRoute({
  getParentRoute: () => shell,
  path: '/accounts',
  validateSearch: listSearch,
  component: lazyRouteComponent(
    late(() => import('@/features/accounts/pages')),
    'AccountsPage',
  ),
})

const account = createRoute({
  getParentRoute: () => shell,
  path: '/accounts/$id',
  component: lazyRouteComponent(
    late(() => import('@/features/accounts/pages')),
    'AccountPage',
  ),
})

const contacts = createRoute({
  getParentRoute: () => shell,
  path: '/contacts',
  validateSearch: listSearch,
  component: lazyRouteComponent(
    late(() => import('@/features/contacts/pages')),
    'ContactsPage',
  ),
})

const contact = createRoute({
  getParentRoute: () => shell,
  path: '/contacts/$id',
  component: lazyRouteComponent(
    late(() => import('@/features/contacts/pages')),
    'ContactPage',
  ),
})

const packs = createRoute({
  getParentRoute: () => shell,
  path: '/sops/packs',
  component: lazyRouteComponent(
    late(() => import('@/features/packs/packs-page')),
    'PacksPage',
  ),
})

const marketPage = late(() => import('@/features/market/market-page'))

const market = createRoute({
  getParentRoute: () => shell,
  path: '/market',
  component: lazyRouteComponent(marketPage, 'MarketPage'),
})

const marketIndex = createRoute({
  getParentRoute: () => market,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/market/$object', params: { object: 'plans' } })
  },
})

const marketList = createRoute({
  getParentRoute: () => market,
  path: '/$object',
  validateSearch: listSearch,
  component: lazyRouteComponent(marketPage, 'MarketList'),
})

const marketRecord = createRoute({
  getParentRoute: () => market,
  path: '/$object/$id',
  component: lazyRouteComponent(marketPage, 'MarketRecord'),
})

const catalogue = createRoute({
  getParentRoute: () => shell,
  path: '/catalogue',
  component: lazyRouteComponent(marketPage, 'CataloguePage'),
})

const catalogueIndex = createRoute({
  getParentRoute: () => catalogue,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/catalogue/$object', params: { object: 'products' } })
  },
})

const catalogueList = createRoute({
  getParentRoute: () => catalogue,
  path: '/$object',
  validateSearch: listSearch,
  component: lazyRouteComponent(marketPage, 'MarketList'),
})

const catalogueRecord = createRoute({
  getParentRoute: () => catalogue,
  path: '/$object/$id',
  component: lazyRouteComponent(marketPage, 'MarketRecord'),
})

const channel = createRoute({
  getParentRoute: () => shell,
  path: '/channel',
  component: lazyRouteComponent(marketPage, 'ChannelPage'),
})

const channelIndex = createRoute({
  getParentRoute: () => channel,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/channel/$object', params: { object: 'partners' } })
  },
})

const channelList = createRoute({
  getParentRoute: () => channel,
  path: '/$object',
  validateSearch: listSearch,
  component: lazyRouteComponent(marketPage, 'MarketList'),
})

const channelRecord = createRoute({
  getParentRoute: () => channel,
  path: '/$object/$id',
  component: lazyRouteComponent(marketPage, 'MarketRecord'),
})

const approvals = createRoute({
  getParentRoute: () => shell,
  path: '/approvals',
  validateSearch: listSearch,
  component: lazyRouteComponent(
    late(() => import('@/features/approvals/pages')),
    'ApprovalsPage',
  ),
})

const approval = createRoute({
  getParentRoute: () => shell,
  path: '/approvals/$id',
  component: lazyRouteComponent(
    late(() => import('@/features/approvals/pages')),
    'ApprovalPage',
  ),
})

const standards = createRoute({
  getParentRoute: () => shell,
  path: '/standards',
  component: lazyRouteComponent(
    late(() => import('@/features/standards/standards-page')),
    'StandardsPage',
  ),
})

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(
    late(() => import('@/features/session/settings-page')),
    'SettingsPage',
  ),
})

const profile = createRoute({
  getParentRoute: () => settings,
  path: '/',
  component: lazyRouteComponent(
    late(() => import('@/features/session/profile-page')),
    'ProfilePage',
  ),
})

const bin = createRoute({
  getParentRoute: () => settings,
  path: '/bin',
  component: lazyRouteComponent(
    late(() => import('@/features/session/bin-page')),
    'BinPage',
  ),
})

const company = createRoute({
  getParentRoute: () => settings,
  path: '/company',
  component: lazyRouteComponent(
    late(() => import('@/features/people/company-page')),
    'CompanyPage',
  ),
})

const contactRules = createRoute({
  getParentRoute: () => settings,
  path: '/contact',
  component: lazyRouteComponent(
    late(() => import('@/features/contact/rules-page')),
    'ContactRulesPage',
  ),
})

const tierRule = createRoute({
  getParentRoute: () => settings,
  path: '/tiers',
  component: lazyRouteComponent(
    late(() => import('@/features/tiers/rule-page')),
    'TierRulePage',
  ),
})

const teams = createRoute({
  getParentRoute: () => settings,
  path: '/teams',
  component: lazyRouteComponent(
    late(() => import('@/features/people/teams-page')),
    'TeamsPage',
  ),
})

const person = createRoute({
  getParentRoute: () => settings,
  path: '/users/$id',
  component: lazyRouteComponent(
    late(() => import('@/features/people/person-page')),
    'PersonPage',
  ),
})

const role = createRoute({
  getParentRoute: () => settings,
  path: '/roles/$id',
  component: lazyRouteComponent(
    late(() => import('@/features/people/role-page')),
    'RolePage',
  ),
})

const poolRule = createRoute({
  getParentRoute: () => settings,
  path: '/pools/$id',
  component: lazyRouteComponent(
    late(() => import('@/features/rules/pages')),
    'PoolRulePage',
  ),
})

const scoreRule = createRoute({
  getParentRoute: () => settings,
  path: '/score_rules/$id',
  component: lazyRouteComponent(
    late(() => import('@/features/rules/pages')),
    'ScoreRulePage',
  ),
})

const assignmentRule = createRoute({
  getParentRoute: () => settings,
  path: '/assignment_rules/$id',
  component: lazyRouteComponent(
    late(() => import('@/features/rules/pages')),
    'AssignmentRulePage',
  ),
})

const approvalFlow = createRoute({
  getParentRoute: () => settings,
  path: '/approval_flows/$id',
  component: lazyRouteComponent(
    late(() => import('@/features/approvals/flow-page')),
    'FlowPage',
  ),
})

const leadForm = createRoute({
  getParentRoute: () => settings,
  path: '/lead_forms/$id',
  component: lazyRouteComponent(
    late(() => import('@/features/forms/builder-page')),
    'FormPage',
  ),
})

const settingsList = createRoute({
  getParentRoute: () => settings,
  path: '/$object',
  validateSearch: listSearch,
  component: lazyRouteComponent(
    late(() => import('@/features/session/settings-records')),
    'SettingsList',
  ),
})

const settingsRecord = createRoute({
  getParentRoute: () => settings,
  path: '/$object/$id',
  component: lazyRouteComponent(
    late(() => import('@/features/session/settings-records')),
    'SettingsRecord',
  ),
})

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    setup,
    join,
    shell.addChildren([
      index,
      today,
      opportunities,
      opportunity,
      talk,
      decisionMap,
      answers,
      board,
      dashboard,
      tasks,
      task,
      sops,
      sopVersion,
      versionLab,
      supervision,
      processList,
      processRecord,
      choice,
      improvement,
      leads,
      leadBoard,
      leadResponse,
      pool,
      lead,
      importing,
      accounts,
      account,
      contacts,
      contact,
      packs,
      market.addChildren([marketIndex, marketList, marketRecord]),
      catalogue.addChildren([catalogueIndex, catalogueList, catalogueRecord]),
      channel.addChildren([channelIndex, channelList, channelRecord]),
      standards,
      approvals,
      approval,
      settings.addChildren([
        profile,
        company,
        contactRules,
        tierRule,
        bin,
        teams,
        person,
        role,
        poolRule,
        scoreRule,
        assignmentRule,
        approvalFlow,
        leadForm,
        settingsList,
        settingsRecord,
      ]),
    ]),
  ]),
  defaultPreload: 'intent',
  defaultPendingMs: 300,
  defaultPendingComponent: Waiting,
  defaultErrorComponent: Failed,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
