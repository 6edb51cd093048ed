import { describe, expect, it } from 'vitest'
import { plainAmount } from '@/lib/amount'

describe('an amount as people write it', () => {
  it.each([
    ['96万', '960000'],
    ['96 万元', '960000'],
    ['1.25亿', '125000000'],
    ['１２万', '120000'],
    ['98k', '98000'],
    ['2.36M', '2360000'],
    ['¥960,000.50', '960000.5'],
    ['-3.5w', '-35000'],
    ['0.1万', '1000'],
    ['0.00001万', '0.1'],
    ['960000.00', '960000'],
    ['0', '0'],
  ])('%s is %s', (text, plain) => expect(plainAmount(text)).toBe(plain))

  it.each(['', '很多', '96万左右', '1.2.3', '万', '5-6万'])('%s is none', text => expect(plainAmount(text)).toBeNull())
})
