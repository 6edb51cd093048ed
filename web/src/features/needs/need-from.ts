import type { Ref } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { dayOf, dayText } from '@/lib/dates'
import { t } from '@/lib/i18n'
import { givenText } from './answers'
import type { Asked } from './data'

/** Opens the form for a need that an answer brings: filled in and linked to it. */
export function needFrom(deal: string, question: Asked, account: Ref | null): void {
  const given = question.given
  if (!given) return
  const day = dayOf(given.at)
  openDialog({
    kind: 'create',
    object: 'needs',
    values: {
      opportunity: deal,
      answer: given.id,
      title: givenText(question, given).slice(0, 300),
      // What a customer says of trouble implies a need; what they say of its worth is one.
      kind: question.part === 'N' ? 'explicit' : question.part === 'S' ? 'latent' : 'implicit',
      ...(given.amount && { impact: given.amount }),
      ...(given.person && { contact: given.person }),
      said_on: day,
      source: t('need.source', { question: question.text, day: dayText(day), who: account?.name ?? '' }).slice(0, 300),
    },
  })
}
