import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { useEffect, useRef, useState } from 'react'

/** Lets an element be dragged by mouse; the same move must be possible by a menu and a key. */
export function useDrag<T extends HTMLElement>(id: string, enabled = true) {
  const box = useRef<T>(null)
  const [dragged, setDragged] = useState(false)
  useEffect(() => {
    if (!box.current || !enabled) return
    return draggable({
      element: box.current,
      getInitialData: () => ({ id }),
      onDragStart: () => setDragged(true),
      onDrop: () => setDragged(false),
    })
  }, [id, enabled])
  return { box, dragged }
}

/** Takes what is dropped on an element. */
export function useDrop<T extends HTMLElement>(onDrop: (id: string) => void) {
  const box = useRef<T>(null)
  const [over, setOver] = useState(false)
  const drop = useRef(onDrop)
  drop.current = onDrop
  useEffect(() => {
    if (!box.current) return
    return dropTargetForElements({
      element: box.current,
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop: ({ source }) => {
        setOver(false)
        drop.current(String(source.data.id))
      },
    })
  }, [])
  return { box, over }
}
