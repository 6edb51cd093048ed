import { sender } from './queue'
import { createStore, useStore } from './store'

/** What was typed and neither sent nor thrown away, while the page is open. */
const drafts = createStore<Record<string, unknown>>({})

// They are of whoever typed them: another person at the same machine doesn't find them.
let whose = sender.get()
sender.subscribe(() => {
  if (sender.get() !== whose) drafts.set({})
  whose = sender.get()
})

/** Forgets what was typed: it was sent, or given up. */
export const dropDraft = (key: string) => drafts.set(({ [key]: _, ...rest }) => rest)

/**
 * The state of a form that outlives it: closed by Esc, it opens again as it was left. `change` keeps a part of it.
 */
export function useDraft<T extends object>(key: string, initial: T) {
  const kept = useStore(drafts)[key] as T | undefined
  return {
    draft: kept ?? initial,
    change: (part: Partial<T>) =>
      drafts.set(all => ({ ...all, [key]: { ...((all[key] as T | undefined) ?? initial), ...part } })),
    drop: () => dropDraft(key),
  }
}
