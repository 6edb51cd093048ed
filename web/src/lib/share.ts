/** 42%; with a decimal where that says something. */
export function percent(share: number | null | undefined, digits = 0): string {
  return share == null ? '—' : `${(share * 100).toFixed(digits)}%`
}

/** 35–47%, on one line. */
export const between = (low: number | null | undefined, high: number | null | undefined): string =>
  low == null || high == null ? '—' : `${(low * 100).toFixed(0)}–\u2060${(high * 100).toFixed(0)}%`
