import { useQuery } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { post } from '@/api/client'
import { attempt, refresh } from '@/api/mutations'
import type { Rec } from '@/api/types'
import { useObject } from '@/app/hooks'
import { money, number, shortMoney } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { Related } from '@/records/related'
import { currencyOf, isRef } from '@/records/value'
import { Button } from '@/ui/button'
import { notify } from '@/ui/toast'
import { type Per, type PlanFigures, planQuery } from './data'
import { amountsText, FigureLink } from './figure-link'

/** How a plan stands, and what it is made of. */
export function PlanSide({ plan }: { plan: Rec }) {
  const { t } = useT()
  const object = useObject('plans')
  const figures = useQuery(planQuery(plan.id)).data
  const part = (key: string) => object?.collections.find(c => c.key === key)
  const targeted = isRef(plan.segment) || isRef(plan.view)
  const draws = object?.rights.update && plan.status !== 'done' && targeted
  const [steps, costs, members] = [part('steps'), part('costs'), part('members')]

  const draw = () =>
    attempt(async () => {
      const { added, more } = await post<{ added: number; more: boolean }>(`/plans/${plan.id}/draw`)
      await Promise.all([refresh('plan_members'), refresh('tasks'), refresh('plans', plan.id)])
      notify({ text: t(more ? 'plan.added_more' : 'plan.added', { n: added }) })
    })

  return (
    <>
      {figures && <Progress figures={figures} plan={plan} />}
      {figures && <Costs figures={figures} />}
      {steps && <Related collection={steps} id={plan.id} />}
      {members && <Related collection={members} id={plan.id} />}
      {draws && (
        <Button onClick={() => void draw()}>
          <UserPlus className="size-4" />
          {t('plan.draw')}
        </Button>
      )}
      {!targeted && <p className="px-1 text-xs text-fg2">{t('plan.no_target')}</p>}
      {costs && <Related collection={costs} id={plan.id} />}
    </>
  )
}

const share = (part: number) => `${Math.round(part * 100)}%`

function Progress({ figures, plan }: { figures: PlanFigures; plan: Rec }) {
  const { t } = useT()
  const { quota, members, touched, tasks, tasks_done: done, deals, won, costs } = figures
  const budget = typeof plan.budget === 'string' ? shortMoney(plan.budget, currencyOf(plan)) : null
  return (
    <section aria-label={t('plan.progress')} className="flex flex-col gap-1.5 pb-2!">
      <h2 className="pt-1.5 text-xs text-fg3">{t('plan.progress')}</h2>
      {quota && (
        <div className="flex flex-col gap-1">
          <p className="tnum text-sm">
            {t('plan.quota', { n: number(quota.reached), of: number(quota.of) })}
            <span className="text-xs text-fg2"> · {t('plan.passed', { share: share(quota.passed) })}</span>
          </p>
          <div aria-hidden="true" className="relative h-1.5 rounded-full bg-sunken">
            <div
              className="absolute inset-y-0 left-0 rounded-full bg-accent"
              style={{ width: share(Math.min(1, quota.reached / quota.of)) }}
            />
            <div className="absolute -inset-y-0.5 w-0.5 bg-fg3" style={{ left: share(quota.passed) }} />
          </div>
        </div>
      )}
      <div className="-mx-1.5 grid grid-cols-3 gap-1">
        <FigureLink label={t('plan.members')} figure={members} />
        <FigureLink label={t('plan.touched')} figure={touched} />
        <FigureLink label={t('plan.tasks')} figure={tasks} note={t('plan.tasks_done', { n: number(done.n) })} />
        <FigureLink label={t('plan.deals')} figure={deals} note={amountsText(deals)} />
        <FigureLink label={t('plan.won')} figure={won} note={amountsText(won)} />
        <FigureLink
          label={t('plan.costs')}
          figure={costs}
          note={[amountsText(costs), budget && t('plan.of_budget', { amount: budget })].filter(Boolean).join(' / ')}
        />
      </div>
    </section>
  )
}

function Costs({ figures }: { figures: PlanFigures }) {
  const { t } = useT()
  const rows: [string, Per][] = [
    [t('plan.per_touched'), figures.per.touched],
    [t('plan.per_deal'), figures.per.deal],
    [t('plan.per_won'), figures.per.won],
  ]
  return (
    <section aria-label={t('plan.per')} className="flex flex-col pb-2!">
      <h2 className="py-1.5 text-xs text-fg3">{t('plan.per')}</h2>
      <dl className="flex flex-col gap-1 text-sm">
        {rows.map(([label, per]) => (
          <div key={label} className="flex items-baseline gap-2">
            <dt className="text-fg2">{label}</dt>
            <dd className="tnum flex-1 text-right">
              {per.value !== null ? (
                <>
                  {money(per.value, figures.currency)} <span className="text-xs text-fg2">n={per.n}</span>
                </>
              ) : (
                <span className="text-xs text-fg2">{t('plan.few', { n: per.n })}</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
