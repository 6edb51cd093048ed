import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import { MessageSquare, Plus, TriangleAlert } from 'lucide-react'
import { memo } from 'react'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { span } from '../sop/document'
import { placeKey, type Stage } from './doc'
import { FOOT, HEAD, ROW, WIDTH } from './place-stages'
import { StepButton } from './step-button'

export interface StageData extends Record<string, unknown> {
  stage: Stage
  color: string
  open: boolean
  edits: boolean
  /** The chosen place in it: the stage itself, a step, or nothing. */
  chosen: string | null
  /** Faults of the stage itself and of its steps, joined by commas. */
  faulty: string
  /** Places with open remarks, joined by commas. */
  remarked: string
  onChoose: (place: string) => void
  onAdd: (stage: string) => void
  onDrop: (from: string, stage: string, at: number) => void
}

export type StageNode = Node<StageData, 'stage'>

/** A stage with its steps; draws again only when something of it changes. */
export const StageBox = memo(function StageBox({ data, dragging }: NodeProps<StageNode>) {
  const { t, lang } = useT()
  const { stage, color, open, edits, chosen, onChoose, onAdd, onDrop } = data
  const faulty = new Set(data.faulty.split(','))
  const remarked = new Set(data.remarked.split(','))
  const name = (lang === 'en' ? stage.name.en : stage.name.zh) || t('studio.unnamed')
  return (
    <div
      className={cn(
        'overflow-hidden rounded-lg border bg-surface shadow-e1',
        chosen === stage.key ? 'border-accent' : 'border-line',
        dragging && 'shadow-e2',
      )}
      style={{ width: WIDTH, borderLeft: `4px solid ${color}` }}
    >
      <Handle
        type="target"
        position={Position.Top}
        isConnectable={edits}
        className={edits ? 'studio-handle' : 'studio-handle-off'}
      />
      <button
        type="button"
        data-place={stage.key}
        aria-pressed={chosen === stage.key}
        onClick={() => onChoose(stage.key)}
        className={cn(
          'flex w-full flex-col justify-center px-3 text-left outline-offset-[-2px]',
          edits && 'studio-grab',
          chosen === stage.key && 'bg-accent-soft',
        )}
        style={{ height: HEAD - 1 }}
      >
        <span className="flex w-full items-center gap-1.5 text-sm font-medium">
          <span className={cn('min-w-0 flex-1 truncate', !stage.name.zh && !stage.name.en && 'text-fg3')}>{name}</span>
          <Marks faulty={faulty.has(stage.key)} remarked={remarked.has(stage.key)} />
          <span className="tnum text-xs font-normal text-fg2">{stage.probability}%</span>
        </span>
        <span className="truncate text-xs text-fg2">
          {t('sop.n_steps', { n: stage.steps?.length ?? 0 })} · {span(stage.target, t)}
          {stage.signing && ` · ${t('status.won')}`}
        </span>
      </button>
      {open && (
        <ol className="border-t border-line">
          {stage.steps?.map((step, i) => {
            const place = placeKey({ kind: 'step', stage: stage.key, step: step.key }) ?? ''
            return (
              <StepButton
                key={step.key}
                place={place}
                step={step}
                chosen={chosen === place}
                edits={edits}
                marks={<Marks faulty={faulty.has(place)} remarked={remarked.has(place)} />}
                height={ROW}
                onChoose={onChoose}
                onDrop={from => onDrop(from, stage.key, i)}
              />
            )
          })}
        </ol>
      )}
      {open && edits && (
        <button
          type="button"
          onClick={() => onAdd(stage.key)}
          className="nodrag flex w-full items-center gap-1 px-3 text-xs text-fg2 outline-offset-[-2px] hover:bg-hover hover:text-fg"
          style={{ height: FOOT - 1 }}
        >
          <Plus className="size-3.5" />
          {t('studio.add_step')}
        </button>
      )}
      <Handle
        type="source"
        position={Position.Bottom}
        isConnectable={edits}
        title={edits ? t('studio.connect') : undefined}
        className={edits ? 'studio-handle' : 'studio-handle-off'}
      />
    </div>
  )
})

function Marks({ faulty, remarked }: { faulty: boolean; remarked: boolean }) {
  const { t } = useT()
  return (
    <>
      {remarked && (
        <MessageSquare role="img" aria-label={t('studio.has_remarks')} className="size-3.5 text-accent-ink" />
      )}
      {faulty && <TriangleAlert role="img" aria-label={t('studio.has_faults')} className="size-3.5 text-bad" />}
    </>
  )
}
