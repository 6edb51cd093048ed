import '@xyflow/react/dist/base.css'
import {
  type Connection,
  Controls,
  MarkerType,
  type NodeChange,
  type NodePositionChange,
  Panel,
  ReactFlow,
  useReactFlow,
} from '@xyflow/react'
import { ListCollapse, Plus } from 'lucide-react'
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { rampColor } from '../opportunities/stages'
import { type Doc, placeKey, readPlace, waysOf } from './doc'
import { addStage, addStep, addWay, moveStage, moveStep, removeStage, removeStep, setWays } from './edits'
import { type Placed, placeStages, shapeOf, WIDTH } from './place-stages'
import { StageBox, type StageData, type StageNode } from './stage-node'
import { useDoc } from './store'
import { faultsIn, useStudio } from './studio-context'
import { type WayEdge, WayLine } from './way-line'

const nodeTypes = { stage: StageBox }
const edgeTypes = { way: WayLine }
const whole = (doc: Doc) => doc

/** The chart that is edited: stages with their steps, branches, loops back. */
export default function Canvas({ remarks }: { remarks: ReadonlySet<string> }) {
  const { t } = useT()
  const { store, edits, place, choose, report } = useStudio()
  const doc = useDoc(store, whole)
  const [open, setOpen] = useState(true)
  const [ready, setReady] = useState(false)
  const [drag, setDrag] = useState<{ id: string; x: number; y: number } | null>(null)
  const [line, setLine] = useState<string | null>(null)
  const box = useRef<HTMLElement>(null)

  // Words are typed often, and move nothing.
  const shape = shapeOf(doc, open)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shape stands for what of the document matters here.
  const placed = useMemo(() => placeStages(doc, open, edits), [shape, edits])

  const onChoose = useCallback((key: string) => choose(readPlace(key)), [choose])
  const onAdd = useCallback(
    (stage: string) => {
      const { doc: next, key } = addStep(store.doc, stage)
      store.apply(() => next)
      choose({ kind: 'step', stage, step: key })
    },
    [store, choose],
  )
  const onDrop = useCallback(
    (from: string, stage: string, at: number) => {
      const source = readPlace(from)
      if (source.kind !== 'step') return
      store.apply(moveStep(source.stage, source.step, stage, at))
      choose({ kind: 'step', stage, step: source.step })
    },
    [store, choose],
  )

  const nodes = useNodes(doc, {
    placed,
    open,
    edits,
    chosen: placeKey(place) ?? null,
    drag,
    remarks,
    faults: useMemo(() => faultyPlaces(doc, report), [doc, report]),
    onChoose,
    onAdd,
    onDrop,
  })
  const edges: WayEdge[] = useMemo(
    () =>
      placed.lines.map(l => {
        const stage = store.doc.stages.findIndex(s => s.key === l.from)
        const selected = line === l.id
        return {
          id: l.id,
          type: 'way',
          source: l.from,
          target: l.to,
          focusable: false,
          selected,
          markerEnd: { type: MarkerType.ArrowClosed, color: selected ? 'var(--accent)' : 'var(--fg-3)' },
          data: { line: l, words: report.words[`/stages/${stage}/next/${l.n}/when`] ?? '', onChoose },
        }
      }),
    [placed, line, report.words, onChoose, store],
  )

  const onNodesChange = useCallback((changes: NodeChange<StageNode>[]) => {
    const move = changes.find((c): c is NodePositionChange => c.type === 'position' && c.position !== undefined)
    if (move?.position) setDrag({ id: move.id, x: move.position.x, y: move.position.y })
  }, [])

  /** A stage is put where it was let go: before the first that stands below it. */
  const onDragStop = useCallback(() => {
    setDrag(at => {
      if (at) {
        const others = store.doc.stages.filter(stage => stage.key !== at.id)
        const above = others.filter(stage => (placed.places.get(stage.key)?.y ?? 0) < at.y).length
        const was = placed.places.get(at.id)
        if (was && Math.hypot(was.x - at.x, was.y - at.y) > 24) store.apply(moveStage(at.id, above))
      }
      return null
    })
  }, [store, placed])

  const onConnect = useCallback(({ source, target }: Connection) => store.apply(addWay(source, target)), [store])

  function removeLine(id: string) {
    const found = placed.lines.find(l => l.id === id)
    const i = store.doc.stages.findIndex(stage => stage.key === found?.from)
    if (found) store.apply(setWays(found.from, waysOf(store.doc, i).toSpliced(found.n, 1)))
    setLine(null)
  }

  function onKeyDown(event: KeyboardEvent) {
    const key = (event.target as HTMLElement).dataset.place
    if (edits && line && (event.key === 'Delete' || event.key === 'Backspace')) {
      event.preventDefault()
      removeLine(line)
      return
    }
    if (!key) return
    const buttons = [...(box.current?.querySelectorAll<HTMLElement>('[data-place]') ?? [])]
    const order = doc.stages.flatMap(s => [s.key, ...(open ? (s.steps ?? []).map(p => `${s.key}/${p.key}`) : [])])
    const focus = (at: string | undefined) =>
      at && buttons.find(button => button.dataset.place === at)?.focus({ preventScroll: false })
    const i = order.indexOf(key)
    const at = readPlace(key)
    const down = event.key === 'ArrowDown'
    if (down || event.key === 'ArrowUp') {
      const by = down ? 1 : -1
      if (event.altKey && edits) {
        if (at.kind === 'stage') store.apply(moveStage(at.stage, doc.stages.findIndex(s => s.key === at.stage) + by))
        if (at.kind === 'step') {
          const steps = doc.stages.find(s => s.key === at.stage)?.steps ?? []
          store.apply(moveStep(at.stage, at.step, at.stage, steps.findIndex(s => s.key === at.step) + by))
        }
        setTimeout(() => focus(key))
      } else focus(order[i + by])
    } else if (edits && (event.key === 'Delete' || event.key === 'Backspace')) {
      if (at.kind === 'stage' && doc.stages.length > 1) store.apply(removeStage(at.stage))
      else if (at.kind === 'step') store.apply(removeStep(at.stage, at.step))
      else return
      choose(readPlace(order[i - 1] ?? order[i + 1]))
      focus(order[i - 1])
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    // The keys belong to the stages and steps inside, which are buttons.
    <section ref={box} aria-label={t('sop.chart')} className="relative size-full" onKeyDown={onKeyDown}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onInit={() => setReady(true)}
        onNodesChange={onNodesChange}
        onNodeDragStop={onDragStop}
        onConnect={onConnect}
        onEdgeClick={(_, edge) => {
          setLine(edge.id)
          choose({ kind: 'stage', stage: edge.source })
        }}
        onPaneClick={() => setLine(null)}
        nodesDraggable={edits}
        nodesConnectable={edits}
        nodesFocusable={false}
        elementsSelectable={false}
        deleteKeyCode={null}
        disableKeyboardA11y
        panOnScroll
        zoomOnScroll={false}
        minZoom={0.2}
        maxZoom={1.6}
        proOptions={{ hideAttribution: true }}
      >
        <Follow placed={placed} stage={place.kind === 'sop' ? undefined : place.stage} ready={ready} />
        <Controls showInteractive={false} className="rounded-md border border-line bg-raised shadow-e1" />
        <Panel position="top-left" className="studio-panel flex gap-1.5">
          {edits && (
            <Button
              size="sm"
              onClick={() => {
                const after = place.kind === 'sop' ? undefined : place.stage
                const { doc: next, key } = addStage(store.doc, after)
                store.apply(() => next)
                choose({ kind: 'stage', stage: key })
              }}
            >
              <Plus className="size-3.5" />
              {t('studio.add_stage')}
            </Button>
          )}
          <Button size="sm" aria-pressed={!open} onClick={() => setOpen(o => !o)}>
            <ListCollapse className="size-3.5" />
            {t(open ? 'studio.fold' : 'studio.unfold')}
          </Button>
        </Panel>
      </ReactFlow>
    </section>
  )
}

/** Room above the first stage, where the buttons are. */
const TOP = 56

/** Begins at a size that can be read, and brings what is chosen into sight. */
function Follow({ placed, stage, ready }: { placed: Placed; stage: string | undefined; ready: boolean }) {
  const flow = useReactFlow()
  const begun = useRef(false)
  useEffect(() => {
    if (!ready) return
    const pane = document.querySelector('.react-flow')?.getBoundingClientRect()
    const spot = stage === undefined ? undefined : placed.places.get(stage)
    if (!pane) return
    const { x, y, zoom } = flow.getViewport()
    if (!begun.current) {
      begun.current = true
      const size = Math.max(0.6, Math.min(1, pane.width / (placed.width + 16)))
      const top = TOP - (spot ? Math.max(0, spot.y - 20) * size : 0)
      void flow.setViewport({ x: (pane.width - placed.width * size) / 2, y: top, zoom: size })
      return
    }
    if (!spot) return
    const [top, bottom] = [spot.y * zoom + y, (spot.y + spot.height) * zoom + y]
    const [left, right] = [spot.x * zoom + x, (spot.x + WIDTH) * zoom + x]
    if (bottom > 40 && top < pane.height - 40 && right > 40 && left < pane.width - 40) return
    void flow.setViewport({ x: (pane.width - WIDTH * zoom) / 2 - spot.x * zoom, y: TOP - spot.y * zoom, zoom })
  }, [flow, ready, placed, stage])
  return null
}

/** The places that have faults of their own. */
function faultyPlaces(doc: Doc, report: Parameters<typeof faultsIn>[0]): ReadonlySet<string> {
  const found = new Set<string>()
  doc.stages.forEach((stage, i) => {
    const all = faultsIn(report, `/stages/${i}`)
    if (all === 0) return
    let inSteps = 0
    stage.steps?.forEach((step, j) => {
      const n = faultsIn(report, `/stages/${i}/steps/${j}`)
      if (n > 0) found.add(`${stage.key}/${step.key}`)
      inSteps += n
    })
    if (all > inSteps) found.add(stage.key)
  })
  return found
}

interface Look {
  placed: ReturnType<typeof placeStages>
  open: boolean
  edits: boolean
  chosen: string | null
  drag: { id: string; x: number; y: number } | null
  remarks: ReadonlySet<string>
  faults: ReadonlySet<string>
  onChoose: StageData['onChoose']
  onAdd: StageData['onAdd']
  onDrop: StageData['onDrop']
}

/** The stages as nodes. One that looks as before stays the same object, so that only what changed is drawn again. */
function useNodes(doc: Doc, look: Look): StageNode[] {
  const known = useRef(new Map<string, StageNode>())
  const { placed, open, edits, chosen, drag, remarks, faults, onChoose, onAdd, onDrop } = look
  const within = (places: ReadonlySet<string>, key: string) =>
    [...places].filter(place => place === key || place.startsWith(`${key}/`)).join(',')
  const nodes = doc.stages.map((stage, i) => {
    const spot = drag?.id === stage.key ? drag : placed.places.get(stage.key)
    const { x, y } = spot ?? { x: 0, y: 0 }
    const data: StageData = {
      stage,
      color: rampColor(i, doc.stages.length),
      open,
      edits,
      chosen: chosen === stage.key || chosen?.startsWith(`${stage.key}/`) ? chosen : null,
      faulty: within(faults, stage.key),
      remarked: within(remarks, stage.key),
      onChoose,
      onAdd,
      onDrop,
    }
    const old = known.current.get(stage.key)
    const height = placed.places.get(stage.key)?.height
    const same =
      old &&
      old.position.x === x &&
      old.position.y === y &&
      old.height === height &&
      Object.keys(data).every(key => old.data[key] === data[key])
    if (same) return old
    const node: StageNode = { id: stage.key, type: 'stage', position: { x, y }, width: WIDTH, height, data }
    known.current.set(stage.key, node)
    return node
  })
  return nodes
}
