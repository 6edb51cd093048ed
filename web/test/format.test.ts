import { describe, expect, it } from 'vitest'
import { money, shortMoney } from '@/lib/format'

describe('amounts', () => {
  it('are exact in tables', () => {
    expect(money('4640000.00', 'CNY', 'zh-CN')).toBe('¥4,640,000')
    expect(money('12.50', 'USD', 'en')).toBe('$12.50')
    expect(money('-3.00', 'CNY', 'zh-CN')).toBe('−¥3')
    expect(money(null, 'CNY', 'zh-CN')).toBe('')
  })

  it('are short in Chinese by 万 and 亿', () => {
    const short = (value: string) => shortMoney(value, 'CNY', 'zh-CN')
    expect(short('9999.00')).toBe('¥9,999')
    expect(short('62500.00')).toBe('¥6.3 万')
    expect(short('982000')).toBe('¥98.2 万')
    expect(short('670000')).toBe('¥67 万')
    expect(short('2360000.00')).toBe('¥236 万')
    expect(short('120000000')).toBe('¥1.2 亿')
    expect(short('94870000')).toBe('¥9,487 万')
    expect(short('109133000000')).toBe('¥1,091.33 亿')
    expect(short('-2360000')).toBe('−¥236 万')
  })

  it('are short in English by k, M and B', () => {
    const short = (value: string) => shortMoney(value, 'CNY', 'en')
    expect(short('980.00')).toBe('¥980')
    expect(short('98000')).toBe('¥98k')
    expect(short('2360000.00')).toBe('¥2.36M')
    expect(short('109133000000')).toBe('¥109.13B')
  })
})
