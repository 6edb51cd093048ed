import { describe, expect, it } from 'vitest'
import { companyMark } from '@/lib/company-mark'

describe('the sign of a company', () => {
  it.each([
    ['苏州恒立精密机械', '恒'],
    ['广东省深圳市华信电子', '华'],
    ['宁德时代', '宁'],
    ['上海', '上'],
    ['acme Ltd', 'A'],
    ['', ''],
  ])('%s: %s', (name, mark) => expect(companyMark(name)).toBe(mark))
})
