import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { post } from '@/api/client'
import { attempt, refresh } from '@/api/mutations'
import type { Waiver } from '@/api/types'
import { useT } from '@/lib/i18n'
import { GroupLabel } from '@/ui/bits'
import { Button } from '@/ui/button'
import { notify } from '@/ui/toast'

/** Exceptions that wait for my decision. */
export function WaiverList({ waivers }: { waivers: Waiver[] }) {
  const { t } = useT()
  return (
    <section aria-label={t('today.waiting')}>
      <GroupLabel>{t('today.waiting')}</GroupLabel>
      <ul className="mt-1.5 overflow-hidden rounded-xl border border-line bg-surface">
        {waivers.map(waiver => (
          <One key={waiver.id} waiver={waiver} />
        ))}
      </ul>
    </section>
  )
}

function One({ waiver }: { waiver: Waiver }) {
  const { t } = useT()
  const [busy, setBusy] = useState(false)

  async function decide(what: 'approve' | 'reject') {
    setBusy(true)
    await attempt(async () => {
      await post(`/waivers/${waiver.id}/${what}`)
      notify({ text: what === 'approve' ? t('waiver.approved') : t('waiver.rejected') })
    })
    setBusy(false)
    void refresh('waivers')
    void refresh('opportunities', waiver.opportunity?.id)
  }

  return (
    <li className="flex flex-col gap-1 border-b border-line p-3 text-sm last:border-b-0">
      <p className="flex items-start gap-2">
        <span aria-hidden="true" className="mt-1.5 size-1.5 shrink-0 rounded-full bg-warn-solid" />
        <span className="min-w-0 flex-1">{t('waiver.title', { step: waiver.step_title })}</span>
      </p>
      {waiver.opportunity && (
        <Link
          to="/opportunities/$id"
          params={{ id: waiver.opportunity.id }}
          className="truncate pl-3.5 text-xs text-fg2 hover:underline"
        >
          {[waiver.opportunity.name, waiver.created_by?.name].filter(Boolean).join(' · ')}
        </Link>
      )}
      <p className="pl-3.5 text-xs text-fg2">{waiver.reason}</p>
      <div className="flex gap-1.5 pl-3.5">
        <Button size="sm" disabled={busy} onClick={() => void decide('approve')}>
          {t('waiver.approve')}
        </Button>
        <Button size="sm" tone="ghost" disabled={busy} onClick={() => void decide('reject')}>
          {t('waiver.reject')}
        </Button>
      </div>
    </li>
  )
}
