import { type SyntheticEvent, useState } from 'react'
import { errorText } from '@/api/mutations'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { DialogFoot } from '@/ui/dialog'

/** A form in a dialog whose failure is shown inside it and keeps what was typed. */
export function useSubmit(work: () => Promise<unknown>, done: () => void) {
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)
  async function submit(event: SyntheticEvent) {
    event.preventDefault()
    setBusy(true)
    setFailure('')
    try {
      await work()
      done()
    } catch (error) {
      setFailure(errorText(error))
    } finally {
      setBusy(false)
    }
  }
  return { failure, busy, submit }
}

/** What went wrong, where it belongs to no field. */
export function Failure({ text }: { text: string }) {
  return (
    text && (
      <p role="alert" className="text-sm text-bad">
        {text}
      </p>
    )
  )
}

/** Cancel, and the button that sends the form. */
export function SubmitFoot({
  form,
  label,
  busy,
  disabled,
  onClose,
}: {
  form: string
  label: string
  busy: boolean
  disabled?: boolean
  onClose: () => void
}) {
  const { t } = useT()
  return (
    <DialogFoot>
      <Button onClick={onClose}>{t('action.cancel')}</Button>
      <Button tone="primary" type="submit" form={form} disabled={busy || disabled}>
        {label}
      </Button>
    </DialogFoot>
  )
}
