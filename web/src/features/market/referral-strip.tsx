import { useQuery } from '@tanstack/react-query'
import { useT } from '@/lib/i18n'
import { referralQuery } from './data'
import { amountsText, FigureLink } from './figure-link'

/** From being named to the deal. */
export function ReferralStrip() {
  const { t } = useT()
  const figures = useQuery(referralQuery).data
  if (!figures || figures.named.n === 0) return null
  const { named, leads, deals, won, amount, thanked, unthanked } = figures
  return (
    <section
      aria-label={t('referral.figures')}
      className="grid shrink-0 grid-cols-6 gap-2 border-b border-line px-4 py-2 max-md:grid-cols-3"
    >
      <FigureLink label={t('referral.named')} figure={named} />
      <FigureLink label={t('referral.leads')} figure={leads} />
      <FigureLink label={t('referral.deals')} figure={deals} />
      <FigureLink label={t('referral.won')} figure={won} note={amount ? amountsText(amount) : undefined} />
      <FigureLink label={t('referral.thanked')} figure={thanked} />
      <FigureLink label={t('referral.unthanked', { n: figures.thank_within })} figure={unthanked} />
    </section>
  )
}
