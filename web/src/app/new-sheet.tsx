import { MessageSquareText } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useT } from '@/lib/i18n'
import { ReferencePicker } from '@/records/reference-picker'
import { Dialog, DialogBody } from '@/ui/dialog'
import { openDialog } from './dialogs'
import { useCanLog, useObject, useObjects } from './hooks'
import { NEW } from './nav'

/** What a phone's plus offers: whatever this person may make, and a call to log. */
export function NewSheet({ onClose }: { onClose: () => void }) {
  const { t } = useT()
  const objects = useObjects()
  const deals = useObject('opportunities')
  const logs = useCanLog() && deals !== undefined
  const [choosing, setChoosing] = useState(false)
  const here = /^\/(opportunities|leads)\/([^/]{20,})$/.exec(window.location.pathname)

  function log(id: string, on: 'opportunities' | 'leads' = 'opportunities') {
    onClose()
    openDialog({ kind: 'log', opportunity: id, on })
  }

  return (
    <Dialog open onClose={onClose} title={t(choosing ? 'palette.log' : 'action.new')} width={420}>
      <DialogBody>
        {choosing ? (
          <ReferencePicker
            target="opportunities"
            label={deals?.label_one}
            value={null}
            onChange={deal => deal && log(deal.id)}
            autoFocus
          />
        ) : (
          <ul className="grid grid-cols-2 gap-2">
            {logs && (
              <Choice
                icon={<MessageSquareText />}
                run={() => (here?.[2] ? log(here[2], here[1] as 'opportunities' | 'leads') : setChoosing(true))}
              >
                {t('log.title')}
              </Choice>
            )}
            {NEW.map(item => {
              const object = objects.find(one => one.key === item.object)
              if (!object?.rights.create) return null
              return (
                <Choice
                  key={object.key}
                  icon={<item.icon />}
                  run={() => {
                    onClose()
                    openDialog({ kind: 'create', object: object.key })
                  }}
                >
                  {t('form.new', { what: object.label_one })}
                </Choice>
              )
            })}
          </ul>
        )}
      </DialogBody>
    </Dialog>
  )
}

function Choice({ icon, run, children }: { icon: ReactNode; run: () => void; children: ReactNode }) {
  return (
    <li>
      <button
        type="button"
        onClick={run}
        className="flex h-14 w-full items-center gap-2.5 rounded-lg border border-line px-3 text-left text-sm hover:bg-hover [&>svg]:size-5 [&>svg]:shrink-0 [&>svg]:text-accent-ink"
      >
        {icon}
        {children}
      </button>
    </li>
  )
}
