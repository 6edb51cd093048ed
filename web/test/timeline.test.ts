import { describe, expect, it } from 'vitest'
import type { TimelineEntry } from '@/api/types'
import { grouped } from '@/records/timeline-words'

const rep = { id: 'u1', name: '王小雨' }
const manager = { id: 'u2', name: '李明' }
let seq = 100

function entry(kind: string, part: Partial<TimelineEntry> = {}): TimelineEntry {
  seq -= 1
  return {
    seq,
    at: '2026-11-22T08:00:30Z',
    actor: rep,
    object: 'opportunities',
    record: 'o1',
    kind,
    fields: [],
    meta: {},
    record_data: null,
    ...part,
  }
}

describe('the timeline', () => {
  it('joins steps that one person did in one act, and never those of two', () => {
    const steps = (who: typeof rep, step: string) => entry('step_done', { actor: who, meta: { step } })
    const list = grouped([steps(rep, 'a'), steps(rep, 'b'), steps(manager, 'c'), steps(rep, 'd')])
    expect(list.map(e => [e.actor?.name, [e, ...e.also].map(one => one.meta.step)])).toEqual([
      ['王小雨', ['a', 'b']],
      ['李明', ['c']],
      ['王小雨', ['d']],
    ])
  })

  it('tells once that an exception was granted, with what was said about it', () => {
    const run = entry('waiver_approved', { actor: manager, meta: { step: 'budget' }, note: { comment: '同意' } })
    const asked = entry('updated', {
      actor: manager,
      object: 'waivers',
      record_data: { id: 'w1', version: 2, status: 'approved', step: 'budget', step_title: '确认预算' },
    })
    for (const pair of [
      [run, asked],
      [asked, run],
    ]) {
      const list = grouped(pair)
      expect(list).toHaveLength(1)
      expect(list[0]?.note).toEqual({ comment: '同意' })
    }
    const other = { ...run, meta: { step: 'contract' } }
    expect(grouped([other, asked])).toHaveLength(2)
  })
})
