import { useQuery } from '@tanstack/react-query'
import { Copy, Link2 } from 'lucide-react'
import { useState } from 'react'
import { post } from '@/api/client'
import { attempt, refresh } from '@/api/mutations'
import { pageQuery } from '@/api/queries'
import type { Rec } from '@/api/types'
import { useObject } from '@/app/hooks'
import { instantText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { isRef } from '@/records/value'
import { Button } from '@/ui/button'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { Input } from '@/ui/field'
import { notify } from '@/ui/toast'

/** Asks the customer to confirm the needs of a deal on a link; shows which links there are and whether they were opened. */
export function NeedsLink({ deal, contact }: { deal: string; contact: string | null }) {
  const { t } = useT()
  const [open, setOpen] = useState(false)
  const object = useObject('public_links')
  if (!object) return null
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        <Link2 className="size-3.5" />
        {t('link.ask')}
      </Button>
      {open && <LinkDialog deal={deal} contact={contact} onClose={() => setOpen(false)} />}
    </>
  )
}

function LinkDialog({ deal, contact, onClose }: { deal: string; contact: string | null; onClose: () => void }) {
  const { t } = useT()
  const [made, setMade] = useState('')
  const [busy, setBusy] = useState(false)
  const filter = { field: 'opportunity', op: 'eq' as const, value: deal }
  const links = useQuery(pageQuery('public_links', { filter, sort: '-created_at', limit: 20 })).data?.data ?? []

  async function make() {
    setBusy(true)
    await attempt(async () => {
      const { path } = await post<{ path: string }>(`/opportunities/${deal}/needs_link`, { contact })
      setMade(`${location.origin}${path}`)
      await refresh('public_links')
    })
    setBusy(false)
  }

  async function copy() {
    if (await attempt(() => navigator.clipboard.writeText(made))) notify({ text: t('link.copied') })
  }

  async function revoke(link: Rec) {
    await attempt(async () => {
      await post(`/public_links/${link.id}/revoke`)
      await refresh('public_links')
    })
  }

  return (
    <Dialog open onClose={onClose} title={t('link.title')} lead={t('link.lead')}>
      <DialogBody className="flex flex-col gap-3">
        {made && (
          <div className="flex flex-col gap-1.5">
            <div className="flex gap-2">
              <Input readOnly value={made} aria-label={t('link.address')} onFocus={e => e.currentTarget.select()} />
              <Button onClick={() => void copy()}>
                <Copy className="size-4" />
                {t('link.copy')}
              </Button>
            </div>
            <p className="text-xs text-fg2">{t('link.once')}</p>
          </div>
        )}
        {links.length > 0 && (
          <ul aria-label={t('link.made')} className="flex flex-col">
            {links.map(link => (
              <Row key={link.id} link={link} revoke={() => void revoke(link)} />
            ))}
          </ul>
        )}
      </DialogBody>
      <DialogFoot>
        <Button onClick={onClose}>{t('action.close')}</Button>
        <Button tone="primary" disabled={busy} onClick={() => void make()}>
          {t(made ? 'link.another' : 'link.make')}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}

function Row({ link, revoke }: { link: Rec; revoke: () => void }) {
  const { t, lang } = useT()
  const at = (value: unknown) => instantText(String(value), lang)
  const over = Date.parse(String(link.expires_at)) <= Date.now()
  const state = link.revoked_at
    ? t('link.revoked', { at: at(link.revoked_at) })
    : over
      ? t('link.over', { at: at(link.expires_at) })
      : t('link.until', { at: at(link.expires_at) })
  const opens = Number(link.opens)
  const seen = opens > 0 ? t('link.opened', { n: opens, at: at(link.last_opened_at) }) : t('link.unopened')
  return (
    <li className="flex items-center gap-2 border-b border-line py-2 text-sm last:border-b-0">
      <span className="min-w-0 flex-1">
        <span className="block">{seen}</span>
        <span className="block text-xs text-fg2">
          {[isRef(link.contact) ? link.contact.name : '', state].filter(Boolean).join(' · ')}
        </span>
      </span>
      {!link.revoked_at && !over && (
        <Button size="sm" tone="ghost" onClick={revoke}>
          {t('link.revoke')}
        </Button>
      )}
    </li>
  )
}
