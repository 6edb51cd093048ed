import { useEffect, useState } from 'react'
import { flushSync } from 'react-dom'

/** A value as it was when it last stood still: for what is costly to draw and seldom looked at. Printing doesn't wait. */
export function useCalm<T>(value: T, ms = 2_500): T {
  const [calm, setCalm] = useState(value)
  useEffect(() => {
    if (calm === value) return
    const timer = setTimeout(() => setCalm(value), ms)
    const now = () => flushSync(() => setCalm(value))
    window.addEventListener('beforeprint', now)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('beforeprint', now)
    }
  }, [calm, value, ms])
  return calm
}
