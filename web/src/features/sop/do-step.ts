import { client, sopQuery } from '@/api/queries'
import type { Runs } from '@/api/types'
import { openDialog, runFix } from '@/app/dialogs'
import { advance } from '../opportunities/verbs'

/** Opens what gets a step done: its fix, the step itself, the gate, or the move to the next stage. */
export async function doStep(
  opportunity: string,
  key: string,
  name: string,
  on: Runs = 'opportunities',
): Promise<void> {
  const sop = await client.fetchQuery(sopQuery(opportunity, on))
  const step = sop.steps.find(s => s.key === key)
  const fix = step ? step.fix : sop.next?.step === key ? sop.next.fix : null
  if (fix && fix.kind !== 'step') runFix(fix, opportunity, step?.key, on)
  else if (step) openDialog({ kind: 'step', opportunity, on, step: key })
  else if (sop.gate.met) await advance({ id: opportunity, name }, sop.gate.to[0] ?? null)
  else {
    const to = sop.gate.to[0]
    openDialog({
      kind: 'gate',
      opportunity,
      name,
      to: to?.key ?? null,
      toName: to?.name ?? '',
      missing: sop.gate.missing,
    })
  }
}
