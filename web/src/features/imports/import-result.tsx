import { Link } from '@tanstack/react-router'
import { CheckCircle2, Download } from 'lucide-react'
import type { ObjectDef } from '@/api/types'
import { number } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { Button, buttonClass } from '@/ui/button'
import { Faults } from './faults'
import type { Done } from './upload'

/** What came of an import; rows that were refused can be taken away, corrected and imported again. */
export function ImportResult({ done, name, object }: { done: Done; name: string; object: ObjectDef }) {
  const { t } = useT()

  function download() {
    const url = URL.createObjectURL(new Blob([done.refused ?? ''], { type: 'text/csv;charset=utf-8' }))
    const link = document.createElement('a')
    link.href = url
    link.download = `${name.replace(/\.[^.]*$/, '').slice(0, 80)}-${t('import.refused_file')}.csv`
    link.click()
    URL.revokeObjectURL(url)
  }

  return (
    <section aria-label={t('import.done')} className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3 rounded-xl border border-line bg-surface p-4 text-sm">
        <CheckCircle2 className="size-5 shrink-0 text-ok" />
        <p role="status" className="flex-1">
          {t('import.result', {
            rows: number(done.rows),
            created: number(done.created),
            updated: number(done.updated),
            skipped: number(done.skipped),
            failed: number(done.failed),
          })}
        </p>
        {done.refused && (
          <Button onClick={download}>
            <Download className="size-4" />
            {t('import.download')}
          </Button>
        )}
        <Link to={`/${object.key}` as '/leads'} className={buttonClass({ tone: 'primary' })}>
          {t('import.see', { what: object.label })}
        </Link>
      </div>
      <Faults faults={done.errors} of={done.failed} />
    </section>
  )
}
