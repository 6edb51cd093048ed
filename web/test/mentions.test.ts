import { expect, test } from 'vitest'
import { mentionAt, mentionParts, plainMentions, withMentions } from '@/lib/mentions'

const A = '01900000-0000-7000-8000-00000000000a'
const B = '01900000-0000-7000-8000-00000000000b'

test('mentions are read as the server reads them', () => {
  expect(mentionParts(`请 @[林晓彤](${A}) 看 @[x](nobody)`)).toEqual([
    { text: '请 ' },
    { name: '林晓彤', id: A },
    { text: ' 看 @[x](nobody)' },
  ])
  expect(plainMentions(`@[Li Lei](${A})：好`)).toBe('@Li Lei：好')
  expect(mentionParts('')).toEqual([])
})

test('chosen names become mentions, longer names first, others stay text', () => {
  const chosen = new Map([
    ['李思', A],
    ['李思远', B],
  ])
  expect(withMentions('@李思远 @李思，@李四', chosen)).toBe(`@[李思远](${B}) @[李思](${A})，@李四`)
})

test('a word after @ is offered people, an address is not', () => {
  expect(mentionAt('请 @li', 5)).toEqual({ from: 2, word: 'li' })
  expect(mentionAt('@', 1)).toEqual({ from: 0, word: '' })
  expect(mentionAt('请@林', 3)).toEqual({ from: 1, word: '林' })
  expect(mentionAt('li@example', 10)).toBeNull()
  expect(mentionAt('@a b', 4)).toBeNull()
  expect(mentionAt('none', 2)).toBeNull()
})
