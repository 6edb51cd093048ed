import { useState } from 'react'
import type { Rec, Ref } from '@/api/types'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { FieldRow, NativeSelect } from '@/ui/field'
import { below, tree } from './teams'
import type { Moving } from './teams-page'

interface Props {
  what: Moving
  teams: Rec[]
  onMove: (to: Ref | null) => void
  onClose: () => void
}

/** Where a team or a person moves to. A team isn't offered itself or what is below it. */
export function MoveDialog({ what, teams, onMove, onClose }: Props) {
  const { t } = useT()
  const now = (what.record[what.object === 'teams' ? 'parent' : 'team'] as Ref | null)?.id ?? ''
  const [to, setTo] = useState(now)
  const barred = what.object === 'teams' ? below(teams, what.record.id) : new Set<string>()
  const target = teams.find(team => team.id === to)
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('teams.move_what', { name: String(what.record.name) })}
      lead={t(what.object === 'teams' ? 'teams.move_team_lead' : 'teams.move_person_lead')}
    >
      <DialogBody>
        <FieldRow label={t('teams.to')}>
          {aria => (
            <NativeSelect {...aria} autoFocus value={to} onChange={event => setTo(event.target.value)}>
              <option value="">{t(what.object === 'teams' ? 'teams.top' : 'teams.none')}</option>
              {tree(teams, [])
                .filter(branch => !barred.has(branch.team.id))
                .map(branch => (
                  <option key={branch.team.id} value={branch.team.id}>
                    {'　'.repeat(branch.depth) + String(branch.team.name)}
                  </option>
                ))}
            </NativeSelect>
          )}
        </FieldRow>
      </DialogBody>
      <DialogFoot>
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button
          tone="primary"
          disabled={to === now}
          onClick={() => onMove(target ? { id: target.id, name: String(target.name) } : null)}
        >
          {t('teams.move_do')}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
