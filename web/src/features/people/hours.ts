/** Working time from and to, in minutes after midnight. */
export type Span = [number, number]

/** `09:30` for 570. The end of the day, which clocks don't have, is a minute earlier. */
export const clock = (at: number): string => {
  const shown = Math.min(at, 24 * 60 - 1)
  return `${String(Math.floor(shown / 60)).padStart(2, '0')}:${String(shown % 60).padStart(2, '0')}`
}

/** 570 for `09:30`; what isn't a time is midnight. */
export function minutes(text: string): number {
  const [hours = 0, rest = 0] = text.split(':').map(Number)
  return (Number.isFinite(hours) ? hours : 0) * 60 + (Number.isFinite(rest) ? rest : 0)
}
