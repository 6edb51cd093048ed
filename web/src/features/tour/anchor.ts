import { useEffect, useState } from 'react'

/** An element on the page marked `data-tour`, as soon as it is there and can be seen. */
export function useAnchor(name: string): HTMLElement | null {
  const [found, setFound] = useState<HTMLElement | null>(null)
  useEffect(() => {
    let frame = 0
    const look = () => {
      frame = 0
      const all = document.querySelectorAll<HTMLElement>(SELECTORS[name] ?? `[data-tour~="${name}"]`)
      setFound([...all].findLast(element => element.getClientRects().length > 0) ?? null)
    }
    const soon = () => {
      frame ||= requestAnimationFrame(look)
    }
    look()
    const watch = new MutationObserver(soon)
    watch.observe(document.body, { childList: true, subtree: true })
    window.addEventListener('resize', soon)
    return () => {
      watch.disconnect()
      window.removeEventListener('resize', soon)
      cancelAnimationFrame(frame)
    }
  }, [name])
  return found
}

/** What is found by what it is. */
const SELECTORS: Record<string, string> = {
  main: 'main h1',
  dialog: '[role=dialog]:not([data-tour-card])',
  // On a phone the way to the dashboard leads over the last place in the bar.
  dashboard: 'nav a[href="/settings"].relative, nav a[href="/dashboard"]',
}
