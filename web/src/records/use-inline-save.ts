import { useEffect, useRef, useState } from 'react'
import { errorText, patchRecord } from '@/api/mutations'
import type { Field, Rec } from '@/api/types'
import { notify } from '@/ui/toast'
import { toWire } from './field-input'

/**
 * A value that is changed in its place. It stays open until the server has taken it: what was typed is kept, with what is
 * wrong beside it.
 */
export function useInlineSave(object: string, record: Rec, field: Field, onClose: () => void) {
  const [before] = useState(() => JSON.stringify(toWire(record[field.key])))
  const [value, setValue] = useState<unknown>(record[field.key])
  const [failure, setFailure] = useState('')
  // Leaving ends it once: a control that is taken away loses the focus, too.
  const ended = useRef(false)
  const busy = useRef(false)
  // Set anew on every mount, since development mounts twice.
  const gone = useRef(false)
  useEffect(() => {
    gone.current = false
    return () => {
      gone.current = true
    }
  }, [])

  function end(close: () => void = onClose) {
    ended.current = true
    close()
  }

  async function save(next: unknown, close: () => void = onClose) {
    if (ended.current || busy.current) return
    if (JSON.stringify(toWire(next)) === before) {
      end(close)
      return
    }
    busy.current = true
    setFailure('')
    try {
      await patchRecord(object, record, { [field.key]: toWire(next) }, { [field.key]: next })
      if (!gone.current) end(close)
    } catch (error) {
      if (gone.current) notify({ text: errorText(error), tone: 'bad' })
      else setFailure(errorText(error))
    } finally {
      busy.current = false
    }
  }

  return {
    value,
    failure,
    end,
    save,
    change: (next: unknown) => {
      setFailure('')
      setValue(next)
    },
  }
}
