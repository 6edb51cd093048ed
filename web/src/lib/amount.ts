/** What people write behind an amount, by the power of ten that it stands for. */
const POWERS: Record<string, number> = { 万: 4, w: 4, 亿: 8, 千: 3, k: 3, m: 6, b: 9 }

/**
 * An amount as people write it (`96万`, `1.2 亿`, `98k`, `¥960,000`) as plain digits; `null` if it isn't one. Digits are
 * moved, not calculated, so that nothing is rounded.
 */
export function plainAmount(text: string): string | null {
  const bare = text.normalize('NFKC').replace(/[,，\s¥￥$€£元]/g, '')
  const found = /^([-−]?)(\d+)(?:\.(\d*))?([万亿千wkmb]?)$/i.exec(bare)
  if (!found) return null
  const [, sign = '', whole = '', decimals = '', unit = ''] = found
  const power = POWERS[unit.toLowerCase()] ?? 0
  const digits = decimals.padEnd(power, '0')
  const left = (whole + digits.slice(0, power)).replace(/^0+(?=\d)/, '')
  const right = digits.slice(power).replace(/0+$/, '')
  return `${sign && '-'}${left}${right && `.${right}`}`
}
