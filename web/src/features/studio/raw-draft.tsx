import { useState } from 'react'
import { call } from '@/api/client'
import { errorText } from '@/api/mutations'
import type { Rec } from '@/api/types'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { TextArea } from '@/ui/field'
import { PageHead } from '@/ui/page-head'
import { Scroll } from '@/ui/scroll'
import type { Report } from './studio-context'

/** A draft whose text lacks so much that no chart can be drawn of it: its text, and what it lacks. */
export function RawDraft({
  record,
  report,
  edits,
  onSaved,
}: {
  record: Rec
  report: Report
  edits: boolean
  onSaved: () => void
}) {
  const { t } = useT()
  const [text, setText] = useState(String(record.document ?? ''))
  const [failure, setFailure] = useState('')

  async function save() {
    setFailure('')
    try {
      await call('PUT', `/sop_versions/${record.id}/document`, { body: { yaml: text }, version: record.version })
      onSaved()
    } catch (error) {
      setFailure(errorText(error))
    }
  }

  return (
    <>
      <PageHead title={String(record.name)} note={t('studio.raw')}>
        {edits && (
          <Button tone="primary" onClick={() => void save()}>
            {t('action.save')}
          </Button>
        )}
      </PageHead>
      <Scroll label={String(record.name)} className="flex flex-1 flex-col gap-3 p-5">
        <ul className="list-disc pl-5 text-sm">
          {report.faults.map(fault => (
            <li key={fault.pointer + fault.text}>
              <span className="tnum text-fg2">{t('studio.at_line', { line: fault.line, column: fault.column })}</span>{' '}
              {fault.text}
            </li>
          ))}
        </ul>
        {failure && (
          <p role="alert" className="text-sm text-bad">
            {failure}
          </p>
        )}
        <TextArea
          aria-label={t('studio.as_yaml')}
          className="studio-text studio-code flex-1"
          spellCheck={false}
          readOnly={!edits}
          value={text}
          onChange={e => setText(e.target.value)}
        />
      </Scroll>
    </>
  )
}
