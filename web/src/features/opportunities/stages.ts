/** The phases after the signature. */
export const AFTER_SALE: ReadonlySet<string> = new Set(['deliver', 'care'])

const PHASES = ['develop', 'contact', 'discover', 'propose', 'negotiate', 'sign']

/** The colour of a stage: one ramp by phase; what is won is green. */
export function phaseColor(phase: unknown, status?: unknown): string {
  if (status === 'won') return 'var(--s7)'
  if (status === 'lost') return 'var(--line-2)'
  const i = PHASES.indexOf(String(phase))
  return i < 0 ? 'var(--s7)' : `var(--s${i + 1})`
}

/** A stage's colour by its place among the stages of its SOP: the ramp is used in full, however few there are. */
export function rampColor(i: number, n: number): string {
  return `var(--s${n <= 1 ? 1 : 1 + Math.round((i / (n - 1)) * 5)})`
}
