import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CornerDownRight, Plus } from 'lucide-react'
import type { Condition } from '@/api/condition'
import { pageQuery } from '@/api/queries'
import type { Rec } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { fieldOf, useObject } from '@/app/hooks'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { isRef } from '@/records/value'
import { IconButton } from '@/ui/button'
import { amountText, NOTHING, together, useSums } from './amounts'
import { branches, near } from './group-tree'

/** Companies that are looked at; a larger group is a list. */
const MOST = 200

const OPEN: Condition = { field: 'status', op: 'eq', value: 'open' }

/** The companies of a group that the asker sees: all below the topmost one, or those around if that one isn't theirs. */
function around(account: Rec): Condition {
  if (isRef(account.head)) return { field: 'head', op: 'in', value: [account.head.id] }
  const parent = isRef(account.parent) ? account.parent.id : null
  const here: Condition[] = [account.id, ...(parent ? [parent] : [])].flatMap((id): Condition[] => [
    { field: 'id', op: 'eq', value: id },
    { field: 'parent', op: 'eq', value: id },
  ])
  return { any: here }
}

/** The group that a company belongs to, with what is under way at each of its companies. */
export function GroupCard({ account }: { account: Rec }) {
  const { t } = useT()
  const accounts = useObject('accounts')
  const filter = around(account)
  const parents = fieldOf(accounts, 'parent') !== undefined
  const list = useQuery({
    ...pageQuery('accounts', { filter, sort: 'name', limit: MOST }),
    enabled: parents,
  }).data
  const all = branches(list?.data ?? [])
  const many = list?.next_cursor != null
  const grouped = all.length > 1
  const ids = all.map(({ record }) => record.id)
  const sums = useSums({ all: [{ field: 'account', op: 'in', value: ids }, OPEN] }, 'account', grouped)
  if (!accounts || !parents || (!grouped && !accounts.rights.create)) return null
  const shown = near(all, account.id)
  const whole = sums && together(sums.values())
  const deals: Condition = isRef(account.head)
    ? { all: [{ field: 'account.head', op: 'in', value: [account.head.id] }, OPEN] }
    : { all: [{ field: 'account', op: 'in', value: ids }, OPEN] }

  return (
    <section aria-label={t('group.title')} className="flex flex-col">
      <div className="flex h-8 items-center gap-2">
        <h2 className="flex-1 text-xs text-fg3">
          {t('group.title')} {grouped && <span className="tnum">{many ? `${MOST}+` : all.length}</span>}
        </h2>
        {grouped && !many && whole && whole.n > 0 && (
          <Link
            to="/opportunities"
            search={{ filter: deals }}
            className="tnum text-xs text-fg2 hover:underline max-md:grid max-md:min-h-10 max-md:place-items-center"
          >
            {[t('group.open', { n: whole.n }), amountText(whole)].filter(Boolean).join(' · ')}
          </Link>
        )}
        {accounts.rights.create && (
          <IconButton
            label={t('group.add')}
            className="size-7"
            onClick={() => openDialog({ kind: 'create', object: 'accounts', values: { parent: account.id } })}
          >
            <Plus className="size-3.5" />
          </IconButton>
        )}
      </div>
      {grouped && (
        <ul className="flex flex-col">
          {shown.map(({ record, depth }) => {
            const here = record.id === account.id
            const sum = sums?.get(record.id) ?? NOTHING
            return (
              <li
                key={record.id}
                style={{ paddingLeft: `${Math.min(depth, 6) * 16}px` }}
                className={cn(
                  '-mx-1.5 flex min-h-8 items-center gap-1 rounded-md pr-1.5 text-sm max-md:min-h-11',
                  here && 'bg-accent-soft',
                )}
              >
                {depth > 0 && <CornerDownRight className="size-3.5 shrink-0 text-fg3" aria-hidden="true" />}
                {here ? (
                  <span aria-current="page" className="min-w-0 flex-1 truncate px-1.5 font-medium">
                    {String(record.name)}
                  </span>
                ) : (
                  <Link
                    to="/accounts/$id"
                    params={{ id: record.id }}
                    className="min-w-0 flex-1 truncate rounded-md px-1.5 leading-8 hover:bg-hover max-md:leading-11"
                  >
                    {String(record.name)}
                  </Link>
                )}
                {sum.n > 0 && (
                  <Link
                    to="/opportunities"
                    search={{ filter: { all: [{ field: 'account', op: 'in', value: [record.id] }, OPEN] } }}
                    aria-label={t('group.says', { name: String(record.name), n: sum.n, amount: amountText(sum) })}
                    className="tnum shrink-0 text-xs text-fg2 hover:underline max-md:grid max-md:min-h-10 max-md:place-items-center"
                  >
                    {amountText(sum) || t('kpi.deals', { n: sum.n })}
                  </Link>
                )}
              </li>
            )
          })}
        </ul>
      )}
      {isRef(account.head) && (many || shown.length < all.length) && (
        <Link
          to="/accounts"
          search={{ filter }}
          className="mt-1 text-xs text-accent-ink hover:underline max-md:leading-10"
        >
          {t('group.all')}
        </Link>
      )}
    </section>
  )
}
