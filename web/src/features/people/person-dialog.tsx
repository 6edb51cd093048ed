import { attempt } from '@/api/mutations'
import { openDialog } from '@/app/dialogs'
import { useMay } from '@/app/hooks'
import { CreateDialog } from '@/records/create-dialog'
import { makeLink } from './links'

interface Props {
  values?: Record<string, unknown>
  done?: (id: string) => void
  onClose: () => void
}

/** The form for somebody new; then at once the link by which they come in. */
export function PersonDialog({ values, done, onClose }: Props) {
  const admin = useMay('admin')
  const invite = (user: string) => {
    done?.(user)
    if (admin)
      void attempt(async () => {
        const made = await makeLink(user)
        openDialog({ kind: 'link', user, made })
      })
  }
  return <CreateDialog object="users" values={values} done={invite} onClose={onClose} />
}
