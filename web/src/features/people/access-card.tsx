import { useQuery } from '@tanstack/react-query'
import { attempt, patchRecord } from '@/api/mutations'
import type { Rec } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { instantText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { endLink, invitationQuery, makeLink } from './links'

/** Whether this person can sign in, and what an administrator can do about it. */
export function AccessCard({ person }: { person: Rec }) {
  const { t } = useT()
  const invitation = useQuery(invitationQuery(person.id)).data
  const active = person.active === true

  const link = () =>
    attempt(async () => {
      const made = await makeLink(person.id)
      openDialog({ kind: 'link', user: person.id, made })
    })

  if (!invitation) return null
  const state = !active
    ? t('people.state_left')
    : invitation.active && invitation.expires_at
      ? t(invitation.has_password ? 'people.state_reset' : 'people.state_invited', {
          until: instantText(invitation.expires_at),
        })
      : t(invitation.has_password ? 'people.state_in' : 'people.state_out')
  return (
    <section aria-label={t('people.access')} className="flex flex-col gap-2 rounded-lg border border-line p-3">
      <h2 className="text-xs text-fg3">{t('people.access')}</h2>
      <p className="text-sm">{state}</p>
      <div className="flex flex-wrap gap-2">
        {active && (
          <Button size="sm" tone={invitation.has_password ? 'plain' : 'soft'} onClick={() => void link()}>
            {t(
              invitation.active ? 'people.renew' : invitation.has_password ? 'people.make_reset' : 'people.make_invite',
            )}
          </Button>
        )}
        {active && invitation.active && (
          <Button size="sm" tone="ghost" onClick={() => void attempt(() => endLink(person.id))}>
            {t('people.revoke')}
          </Button>
        )}
        {!active && (
          <Button
            size="sm"
            tone="soft"
            onClick={() => void attempt(() => patchRecord('users', person, { active: true }))}
          >
            {t('people.activate')}
          </Button>
        )}
        <Button size="sm" tone="ghost" onClick={() => openDialog({ kind: 'handover', user: person.id })}>
          {t(active ? 'people.leave' : 'people.hand_over')}
        </Button>
      </div>
    </section>
  )
}
