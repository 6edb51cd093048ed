import { Problem } from '@/api/client'
import { errorText, patchCached, refresh, runVerb } from '@/api/mutations'
import { client, sopQuery } from '@/api/queries'
import type { Missing, Sop } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { t } from '@/lib/i18n'
import { notify } from '@/ui/toast'

export interface Deal {
  id: string
  /** What people call it. */
  name: string
}

/** The missing things of a refusal, if a gate refused. */
export function gateOf(error: unknown): Missing[] | null {
  if (!(error instanceof Problem) || error.code !== 'gate_not_met') return null
  return (error.body.missing as Missing[] | undefined) ?? []
}

/**
 * Moves a deal on, to a stage or to the next. A gate that refuses opens the dialog that says what is missing; the deal
 * stays where it is. Answers whether it moved.
 */
export const advance = (deal: Deal, to: { key: string; name: string } | null): Promise<boolean> =>
  move(deal, 'advance', to)

/** Wins a deal, by the same gate as any other move. */
export const win = (deal: Deal): Promise<boolean> => move(deal, 'win', null)

async function move(deal: Deal, verb: 'advance' | 'win', to: { key: string; name: string } | null): Promise<boolean> {
  const undo = to ? patchCached('opportunities', deal.id, { stage: to.key }) : () => undefined
  const before = client.getQueryData(sopQuery(deal.id).queryKey)?.status
  try {
    const sop = await runVerb(deal.id, verb, to ? { to: to.key } : {})
    const won = sop.status === 'won' && before !== 'won'
    notify({
      text: won ? t('opp.won', { name: deal.name }) : t('opp.moved', { stage: sop.stage?.name ?? to?.name ?? '' }),
      action: undoMove(deal, sop),
    })
    return true
  } catch (error) {
    undo()
    const missing = gateOf(error)
    if (missing)
      openDialog({
        kind: 'gate',
        opportunity: deal.id,
        name: deal.name,
        to: to?.key ?? null,
        toName: to?.name ?? '',
        missing,
      })
    else notify({ text: errorText(error), tone: 'bad' })
    void refresh('opportunities', deal.id)
    return false
  }
}

function undoMove(deal: Deal, sop: Sop) {
  if (!sop.verbs?.includes('back')) return undefined
  return {
    label: t('action.undo'),
    run: () => void simpleVerb(deal.id, 'back', { reason: t('opp.undo_reason') }),
  }
}

/** A verb without a dialog; says so if it fails. */
export async function simpleVerb(id: string, verb: string, body: unknown = {}): Promise<boolean> {
  try {
    await runVerb(id, verb, body)
    return true
  } catch (error) {
    notify({ text: errorText(error), tone: 'bad' })
    return false
  }
}
