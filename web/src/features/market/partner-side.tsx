import { useQuery } from '@tanstack/react-query'
import type { Rec } from '@/api/types'
import { useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { percent } from '@/lib/share'
import { Related } from '@/records/related'
import { partnerQuery } from './data'
import { amountsText, FigureLink } from './figure-link'

/** What a partner brings, and the deals they registered. */
export function PartnerSide({ partner }: { partner: Rec }) {
  const { t } = useT()
  const registrations = useObject('partners')?.collections.find(c => c.key === 'registrations')
  const figures = useQuery(partnerQuery(partner.id)).data
  return (
    <>
      {figures && (
        <section aria-label={t('partner.figures')} className="flex flex-col gap-1 pb-2!">
          <h2 className="pt-1.5 text-xs text-fg3">{t('partner.figures')}</h2>
          <div className="-mx-1.5 grid grid-cols-3 gap-1">
            <FigureLink label={t('partner.registered')} figure={figures.registered} />
            <FigureLink label={t('partner.waiting')} figure={figures.waiting} />
            <FigureLink label={t('partner.conflicts')} figure={figures.conflicts} />
            <FigureLink label={t('partner.open')} figure={figures.open} note={amountsText(figures.open)} />
            <FigureLink label={t('partner.won')} figure={figures.won} note={amountsText(figures.won)} />
            <FigureLink label={t('partner.lost')} figure={figures.lost} />
          </div>
          <p className="tnum text-xs text-fg2">
            {figures.rate
              ? t('partner.rate', {
                  rate: percent(figures.rate.rate),
                  low: percent(figures.rate.low),
                  high: percent(figures.rate.high),
                  n: figures.closed,
                })
              : t('partner.few', { n: figures.closed, enough: figures.enough })}
          </p>
        </section>
      )}
      {registrations && <Related collection={registrations} id={partner.id} />}
    </>
  )
}
