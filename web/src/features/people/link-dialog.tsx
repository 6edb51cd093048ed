import { useQuery } from '@tanstack/react-query'
import { recordQuery } from '@/api/queries'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { LinkBox } from './link-box'
import type { Invitation } from './links'

/** Shows the link by which somebody sets their password. */
export function LinkDialog({ user, made, onClose }: { user: string; made: Invitation; onClose: () => void }) {
  const { t } = useT()
  const person = useQuery(recordQuery('users', user)).data
  return (
    <Dialog open onClose={onClose} title={t(made.has_password ? 'people.reset' : 'people.invite')} width={560}>
      <DialogBody>
        <LinkBox made={made} name={String(person?.name ?? '')} />
      </DialogBody>
      <DialogFoot>
        <Button onClick={onClose}>{t('people.done')}</Button>
      </DialogFoot>
    </Dialog>
  )
}
