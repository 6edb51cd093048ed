import { Link, useRouter } from '@tanstack/react-router'
import { errorText } from '@/api/mutations'
import { useT } from '@/lib/i18n'
import { Empty, SkeletonRows } from '@/ui/bits'
import { Button, buttonClass } from '@/ui/button'
import { Coming } from './coming'

/** A page on its way; if its file can't be fetched, why. */
export const Waiting = () => (
  <>
    <SkeletonRows />
    <Coming />
  </>
)

export function NotFound() {
  const { t } = useT()
  return (
    <Empty
      text={t('error.not_found')}
      action={
        <Link to="/today" className={buttonClass()}>
          {t('error.go_today')}
        </Link>
      }
    />
  )
}

/** A page that could not be drawn: what failed, and the one thing to do. */
export function Failed({ error }: { error: unknown }) {
  const { t } = useT()
  const router = useRouter()
  return (
    <div role="alert">
      <Empty
        text={errorText(error)}
        action={<Button onClick={() => void router.invalidate()}>{t('action.retry')}</Button>}
      />
    </div>
  )
}

/** The same, for a part of a page. */
export function LoadError({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useT()
  return (
    <div role="alert">
      <Empty text={errorText(error)} action={<Button onClick={retry}>{t('action.retry')}</Button>} />
    </div>
  )
}
