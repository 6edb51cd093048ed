import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  addDays,
  dayAndWeekday,
  dayOf,
  dayOfStay,
  daysBetween,
  dayText,
  due,
  instantText,
  nextMonday,
  timeZone,
  weekday,
} from '@/lib/dates'
import { startI18n } from '@/lib/i18n'
import { fromLocalInput, toLocalInput } from '@/records/field-input'

beforeAll(() => startI18n())
beforeEach(() => {
  timeZone.set('Asia/Shanghai')
  vi.useFakeTimers({ now: new Date('2026-11-22T02:30:00Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('days', () => {
  it('are those of the company, not of the browser', () => {
    expect(dayOf('2026-11-22T15:59:00Z')).toBe('2026-11-22')
    expect(dayOf('2026-11-22T16:00:00Z')).toBe('2026-11-23')
  })

  it("of a stay begin with the day of entry, by the company's days", () => {
    expect(dayOfStay('2026-11-22T01:00:00Z')).toBe(1)
    expect(dayOfStay('2026-11-21T15:59:00Z')).toBe(2)
    expect(dayOfStay('2026-11-03T02:00:00Z')).toBe(20)
    expect(dayOfStay('2026-11-23T02:00:00Z')).toBe(1)
  })

  it('add up over months', () => {
    expect(addDays('2026-11-29', 3)).toBe('2026-12-02')
    expect(daysBetween('2026-11-29', '2026-12-02')).toBe(3)
    expect(weekday('2026-11-22')).toBe(7)
    expect(nextMonday('2026-11-22')).toBe('2026-11-23')
    expect(nextMonday('2026-11-23')).toBe('2026-11-30')
  })

  it('say how far a due date is', () => {
    expect(due('2026-11-20')).toEqual({ text: '逾期 2 天', tone: 'bad' })
    expect(due('2026-11-22')).toEqual({ text: '今天', tone: 'warn' })
    expect(due('2026-11-23')).toEqual({ text: '明天', tone: 'plain' })
    expect(due('2026-11-26T02:00:00Z')).toEqual({ text: '4 天后', tone: 'plain' })
    expect(due('2026-11-22T01:00:00Z')).toEqual({ text: '今天已过', tone: 'bad' })
  })

  it('read naturally', () => {
    expect(instantText('2026-11-22T01:42:00Z', 'zh-CN')).toBe('今天 09:42')
    expect(instantText('2026-11-21T08:20:00Z', 'zh-CN')).toBe('昨天 16:20')
    expect(instantText('2026-11-19T08:20:00Z', 'zh-CN')).toBe('11月19日')
    expect(dayText('2027-01-05', 'zh-CN')).toBe('2027年1月5日')
    expect(dayAndWeekday('2026-11-23', 'zh-CN')).toBe('11月23日 周一')
    expect(dayAndWeekday('2026-11-23', 'en')).toBe('Mon, Nov 23')
  })

  it('go through an input and back unchanged', () => {
    const instant = '2026-11-22T02:30:00.000Z'
    expect(toLocalInput(instant)).toBe('2026-11-22T10:30')
    expect(fromLocalInput('2026-11-22T10:30')).toBe(instant)
  })
})
