import { call } from '@/api/client'
import { attempt } from '@/api/mutations'
import type { Rec } from '@/api/types'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import type { Saving } from './autosave'

/** Whether what is seen is saved; if another saved meanwhile, whose text is to stay. */
export function SaveNote({ id, saving, onTheirs }: { id: string; saving: Saving; onTheirs: () => void }) {
  const { t } = useT()
  if (saving.state === 'conflict')
    return (
      <span role="alert" className="flex items-center gap-1.5 text-bad">
        {t('studio.conflict')}
        <Button size="sm" onClick={onTheirs}>
          {t('studio.theirs')}
        </Button>
        <Button
          size="sm"
          onClick={() =>
            void attempt(async () => {
              const now = await call<Rec>('GET', `/sop_versions/${id}`)
              await saving.overwrite(now.version)
            })
          }
        >
          {t('studio.mine')}
        </Button>
      </span>
    )
  if (saving.state === 'failed')
    return (
      <span role="alert" className="flex items-center gap-1.5 text-bad">
        {t('studio.not_saved')}
        <Button size="sm" onClick={() => void saving.flush()}>
          {t('action.retry')}
        </Button>
      </span>
    )
  return (
    <span role="status" className="max-md:hidden">
      {t(saving.state === 'saved' ? 'studio.saved' : 'studio.saving')}
    </span>
  )
}
