import { useState } from 'react'
import { Failure, useSubmit } from '@/app/submit'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { TextArea } from '@/ui/field'

/** A document as text takes the place of the draft's; it can be undone. */
export function PasteDialog({ onClose, onText }: { onClose: () => void; onText: (text: string) => Promise<void> }) {
  const { t } = useT()
  const [text, setText] = useState('')
  const { failure, busy, submit } = useSubmit(() => onText(text), onClose)

  return (
    <Dialog open onClose={onClose} title={t('studio.paste')} lead={t('studio.paste_lead')} width={640}>
      <DialogBody className="flex flex-col gap-2">
        <TextArea
          aria-label={t('studio.as_yaml')}
          rows={16}
          spellCheck={false}
          className="studio-code"
          value={text}
          onChange={e => setText(e.target.value)}
        />
        <Failure text={failure} />
      </DialogBody>
      <DialogFoot>
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button tone="primary" disabled={busy || text.trim() === ''} onClick={event => void submit(event)}>
          {t('studio.take_over')}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
