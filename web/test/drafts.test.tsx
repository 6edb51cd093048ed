import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, it } from 'vitest'
import { useDraft } from '@/lib/drafts'
import { sender } from '@/lib/queue'

let now: ReturnType<typeof useDraft<{ text: string }>>

function Form() {
  now = useDraft('log 1', { text: '' })
  return null
}

/** Opens the form; gives the way to close it. */
function open(): () => void {
  const root = createRoot(document.createElement('div'))
  act(() => root.render(<Form />))
  return () => act(() => root.unmount())
}

it('keeps what was typed for the same person until it is sent', () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  sender.set('u1')
  const close = open()
  act(() => now.change({ text: '周二上午' }))
  expect(now.draft.text).toBe('周二上午')
  close()
  const again = open()
  expect(now.draft.text).toBe('周二上午')
  sender.set('u1')
  expect(now.draft.text).toBe('周二上午')
  act(() => sender.set('u2'))
  expect(now.draft.text).toBe('')
  act(() => now.change({ text: '别的' }))
  act(() => now.drop())
  expect(now.draft.text).toBe('')
  again()
})
