import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { layers, startKeys } from '@/lib/keys'

let hits: string[] = []
let stop = () => {}
const bind = (...keys: string[]) => ({
  current: keys.map(k => ({ keys: k, label: 'key.new' as const, run: () => hits.push(k) })),
})
const press = (key: string, init: KeyboardEventInit = {}, target: EventTarget = document.body) =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }))

beforeEach(() => {
  hits = []
  stop = startKeys()
})
afterEach(() => {
  stop()
  layers.set([])
  document.body.innerHTML = ''
})

describe('keys', () => {
  it('run alone, with Ctrl, and one after another', () => {
    layers.set([bind('j', 'mod+k', 'g o', 'o')])
    press('j')
    press('k', { ctrlKey: true })
    press('g')
    press('o')
    press('o')
    expect(hits).toEqual(['j', 'mod+k', 'g o', 'o'])
  })

  it('leave typing alone, apart from those with Ctrl', () => {
    layers.set([bind('j', 'mod+k')])
    const input = document.body.appendChild(document.createElement('input'))
    press('j', {}, input)
    press('k', { ctrlKey: true }, input)
    expect(hits).toEqual(['mod+k'])
  })

  it('rest while a dialog is open', () => {
    layers.set([bind('j')])
    document.body.innerHTML = '<div role="dialog"></div>'
    press('j')
    expect(hits).toEqual([])
  })

  it('belong to the layer that came last', () => {
    const later = { current: [{ keys: 'c', label: 'key.new' as const, run: () => hits.push('later') }] }
    layers.set([bind('c'), later])
    press('c')
    expect(hits).toEqual(['later'])
  })

  it('let Enter press the button that has the focus', () => {
    layers.set([bind('Enter')])
    const button = document.body.appendChild(document.createElement('button'))
    press('Enter', {}, button)
    expect(hits).toEqual([])
  })
})
