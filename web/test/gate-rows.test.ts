import { describe, expect, it } from 'vitest'
import type { Missing } from '@/api/types'
import { gateRows } from '@/features/sop/gate-rows'

const asks = (question: string): Missing => ({
  step: 'situation',
  text: `完成步骤「了解现状」· ${question}`,
  fix: { kind: 'question', list: 'spin', question },
})

describe('the rows of a gate', () => {
  it('lead to the next question once one is answered', () => {
    const rows = gateRows([asks('q1')], [asks('q2')])
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ done: false, text: '完成步骤「了解现状」· q2', fix: { question: 'q2' } })
  })

  it('keep what is done in its place, and take in what came up meanwhile', () => {
    const budget: Missing = { step: null, text: '还没有填写「预算」', fix: null }
    const rows = gateRows([asks('q1'), budget], [budget, { ...asks('q9'), step: 'impact' }])
    expect(rows.map(row => [row.id, row.done])).toEqual([
      ['situation', true],
      ['还没有填写「预算」', false],
      ['impact', false],
    ])
  })
})
