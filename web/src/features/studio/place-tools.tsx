import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import { useT } from '@/lib/i18n'
import { IconButton } from '@/ui/button'
import { useStudio } from './studio-context'

/** What is done with a stage or step as a whole. */
export function PlaceTools({
  title,
  first,
  last,
  onMove,
  onRemove,
}: {
  title: string
  first: boolean
  last: boolean
  onMove: (by: number) => void
  onRemove?: () => void
}) {
  const { t } = useT()
  const { edits } = useStudio()
  return (
    <div className="flex min-h-11 items-center gap-1 px-4 pt-1">
      <h2 className="tnum flex-1 text-sm font-semibold">{title}</h2>
      {edits && (
        <>
          <IconButton label={t('studio.up')} disabled={first} onClick={() => onMove(-1)}>
            <ArrowUp className="size-4" />
          </IconButton>
          <IconButton label={t('studio.down')} disabled={last} onClick={() => onMove(1)}>
            <ArrowDown className="size-4" />
          </IconButton>
          {onRemove && (
            <IconButton label={t('action.delete')} onClick={onRemove}>
              <Trash2 className="size-4" />
            </IconButton>
          )}
        </>
      )}
    </div>
  )
}
