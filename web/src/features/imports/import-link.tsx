import { Link } from '@tanstack/react-router'
import { FileUp } from 'lucide-react'
import { useCanCreate } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { buttonClass } from '@/ui/button'

/** The way to the import of a kind of record, for those who may make such records. */
export function ImportLink({ object }: { object: 'leads' | 'accounts' | 'contacts' }) {
  const { t } = useT()
  if (!useCanCreate(object)) return null
  return (
    <Link to="/import/$object" params={{ object }} className={buttonClass({ tone: 'ghost' }, 'max-md:hidden')}>
      <FileUp className="size-4" />
      {t('import.title')}
    </Link>
  )
}
