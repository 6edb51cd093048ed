import { post } from '@/api/client'
import { attempt, refresh } from '@/api/mutations'
import type { Rec, Ref } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { router } from '@/app/router'
import { t } from '@/lib/i18n'
import { notify } from '@/ui/toast'

/** A verb of a lead; its answer is the lead as it now is. */
export async function leadVerb(id: string, verb: string, body: unknown = {}): Promise<Rec> {
  const lead = await post<Rec>(`/leads/${id}/${verb}`, body)
  void refresh('leads', id)
  return lead
}

/** Gives a lead to whom the rules say, and says why. */
export async function assignByRule(id: string): Promise<void> {
  await attempt(async () => {
    const answer = await post<{ owner: Ref; because: string }>(`/leads/${id}/assign`, {})
    notify({ text: t('lead.assigned', { name: answer.owner.name, because: answer.because }) })
    void refresh('leads')
  })
}

/** Takes a conversion back; what it made is left before it goes. */
export async function undoConversion(id: string): Promise<void> {
  await router.navigate({ to: '/leads/$id', params: { id } })
  await attempt(async () => {
    await leadVerb(id, 'undo_conversion')
    for (const object of ['accounts', 'contacts', 'opportunities']) void refresh(object)
    notify({ text: t('lead.undone') })
  })
}

/** Takes a lead up again that was given up: it asks why. */
export const askReopen = (id: string) => openDialog({ kind: 'reason', opportunity: id, on: 'leads', verb: 'reopen' })

/** Takes back at once that a lead was given up. */
export const undoDisqualify = (id: string) =>
  attempt(() => leadVerb(id, 'reopen', { reason: t('lead.disqualify_undo_reason') }))
