import { useEffect, useRef } from 'react'
import type { Key } from './i18n'
import { createStore } from './store'

export interface Binding {
  /** `j`, `?`, `mod+k`, or a sequence such as `g t`. */
  keys: string
  label: Key
  run: (event: KeyboardEvent) => void
}

type Layer = { current: Binding[] }

/** What keys do now; a later layer goes before an earlier one. */
export const layers = createStore<Layer[]>([])

/** Binds keys while the component is there. */
export function useKeys(bindings: Binding[]) {
  const layer = useRef(bindings)
  layer.current = bindings
  useEffect(() => {
    layers.set(all => [...all, layer])
    return () => layers.set(all => all.filter(other => other !== layer))
  }, [])
}

/** Every binding there is now, each key once. */
export function allBindings(): Binding[] {
  const seen = new Map<string, Binding>()
  for (const layer of layers.get()) for (const binding of layer.current) seen.set(binding.keys, binding)
  return [...seen.values()]
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** A notice is a dialog to screen readers, but it doesn't take the keys. */
const popupOpen = () => document.querySelector('[role=dialog]:not([data-notice]), [role=menu], [role=listbox]') != null

function nameOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  return event.ctrlKey || event.metaKey ? `mod+${key}` : key
}

let pending = ''
let pendingUntil = 0

function onKeyDown(event: KeyboardEvent) {
  if (event.defaultPrevented || event.isComposing || event.altKey) return
  const name = nameOf(event)
  const global = name.startsWith('mod+')
  if (!global && (isTyping(event.target) || popupOpen())) return
  // Enter and Space belong to the button or link that has the focus.
  if ((name === 'Enter' || name === ' ') && event.target instanceof Element && event.target.closest('a, button')) return

  const sequence = pending !== '' && event.timeStamp < pendingUntil ? `${pending} ${name}` : ''
  const bindings = layers.get().flatMap(layer => layer.current)
  const hit = bindings.findLast(b => b.keys === sequence) ?? bindings.findLast(b => b.keys === name)
  pending = ''
  if (hit) {
    event.preventDefault()
    hit.run(event)
  } else if (bindings.some(b => b.keys.startsWith(`${name} `))) {
    pending = name
    pendingUntil = event.timeStamp + 1200
  }
}

/** Does what a key does now: for the button that prints it. */
export function pressKey(keys: string) {
  const binding = layers
    .get()
    .flatMap(layer => layer.current)
    .findLast(b => b.keys === keys)
  binding?.run(new KeyboardEvent('keydown', { key: keys }))
}

/** Starts listening; answers how to stop. */
export function startKeys(): () => void {
  document.addEventListener('keydown', onKeyDown)
  return () => document.removeEventListener('keydown', onKeyDown)
}

const MAC = /Mac|iPhone|iPad/.test(navigator.userAgent)

const SIGNS: Record<string, string> = {
  Enter: '↵',
  Escape: 'Esc',
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
}

/** A key as it is printed. */
export const keyText = (keys: string): string[] =>
  keys
    .split(/[ +]/)
    .map(key => (key === 'mod' ? (MAC ? '⌘' : 'Ctrl') : (SIGNS[key] ?? (key.length === 1 ? key.toUpperCase() : key))))
