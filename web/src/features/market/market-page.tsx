import { Link, Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useObject, useObjects } from '@/app/hooks'
import { CATALOGUE, CHANNEL, listPath, MARKET } from '@/app/nav'
import type { ListSearch } from '@/app/router'
import { useT } from '@/lib/i18n'
import { ListPage } from '@/records/list-page'
import { RecordPage } from '@/records/record-page'
import type { BuiltInView } from '@/records/views'
import { PartnerSide } from './partner-side'
import { PlanSide } from './plan-side'
import { ReferralStrip } from './referral-strip'
import { RegistrationTop } from './registration-top'
import { SegmentTop } from './segment-top'

const TAB =
  'flex h-7.5 shrink-0 items-center rounded-md px-2.5 text-sm whitespace-nowrap text-fg2 hover:bg-hover data-[status=active]:bg-accent-soft data-[status=active]:font-medium data-[status=active]:text-fg max-md:h-10'

/** Lists that belong together, as tabs. */
function Tabbed({ label, keys }: { label: string; keys: string[] }) {
  const objects = useObjects()
  const shown = keys.flatMap(key => objects.find(object => object.key === key) ?? [])
  return (
    <>
      <nav
        aria-label={label}
        className="no-bar flex min-h-11 shrink-0 items-center gap-0.5 overflow-x-auto border-b border-line px-4 max-md:px-3"
      >
        {shown.map(object => (
          <Link key={object.key} to={listPath(object.key)} className={TAB}>
            {object.label}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  )
}

/** What is known of the market, and the plans to win it. */
export function MarketPage() {
  const { t } = useT()
  return <Tabbed label={t('nav.market')} keys={MARKET} />
}

/** What is sold, at which price, and why it helps. */
export function CataloguePage() {
  const { t } = useT()
  return <Tabbed label={t('nav.products')} keys={CATALOGUE} />
}

/** Partners, the deals they register, and referrals. */
export function ChannelPage() {
  const { t } = useT()
  return <Tabbed label={t('nav.channel')} keys={CHANNEL} />
}

const MINE: BuiltInView = {
  key: 'mine',
  label: 'view.mine',
  filter: { field: 'owner', op: 'eq', value: { me: true } },
}

/** The views that the program brings, beside all. */
const VIEWS: Record<string, BuiltInView[]> = {
  products: [
    { key: 'sold', label: 'view.products_sold', filter: { field: 'active', op: 'eq', value: true } },
    { key: 'bundles', label: 'view.products_bundles', filter: { field: 'kind', op: 'eq', value: 'bundle' } },
  ],
  price_lists: [
    {
      key: 'valid',
      label: 'view.lists_valid',
      filter: {
        not: {
          any: [
            { field: 'valid_to', op: 'lt', value: { today: 0 } },
            { field: 'valid_from', op: 'gt', value: { today: 0 } },
          ],
        },
      },
    },
  ],
  plans: [
    { key: 'running', label: 'view.plans_running', filter: { field: 'status', op: 'eq', value: 'running' } },
    MINE,
  ],
  partners: [
    {
      key: 'ending',
      label: 'view.contract_ending',
      filter: { field: 'contract_to', op: 'lte', value: { today: 60 } },
      sort: 'contract_to',
    },
    MINE,
  ],
  deal_registrations: [
    { key: 'waiting', label: 'view.registrations_waiting', filter: { field: 'status', op: 'eq', value: 'submitted' } },
  ],
  referrals: [
    {
      key: 'unthanked',
      label: 'view.referrals_unthanked',
      filter: { field: 'thanked_on', op: 'is_empty', value: true },
    },
    MINE,
  ],
}

/** A list of the market or the channel. */
export function MarketList() {
  const { object = '' } = useParams({ strict: false })
  const search = useSearch({ strict: false }) as ListSearch
  const navigate = useNavigate()
  return (
    <ListPage
      key={object}
      object={object}
      views={[{ key: 'all', label: 'view.all' }, ...(VIEWS[object] ?? [])]}
      search={search}
      onSearch={next => void navigate({ to: '.', search: next, replace: true })}
      top={object === 'referrals' ? <ReferralStrip /> : undefined}
    />
  )
}

/** A record of the market or the channel. */
export function MarketRecord() {
  const { object = '', id = '' } = useParams({ strict: false })
  const known = useObject(object)
  return (
    <RecordPage
      key={id}
      object={object}
      id={id}
      top={
        object === 'segments' ? (
          <SegmentTop id={id} />
        ) : object === 'deal_registrations' && known ? (
          <RegistrationTop id={id} />
        ) : undefined
      }
      side={
        object === 'plans'
          ? plan => <PlanSide plan={plan} />
          : object === 'partners'
            ? partner => <PartnerSide partner={partner} />
            : undefined
      }
    />
  )
}
