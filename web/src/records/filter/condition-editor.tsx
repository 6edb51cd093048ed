import { Plus, Trash2 } from 'lucide-react'
import { type Condition, isLeaf, type Leaf } from '@/api/condition'
import type { ObjectDef } from '@/api/types'
import { useObject, useObjects } from '@/app/hooks'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { Button, IconButton } from '@/ui/button'
import { NativeSelect } from '@/ui/field'
import { emptyLeaf, emptyValue, fieldChoices, opsOf } from './ops'
import { ValueEditor } from './value-editor'

type Mode = 'all' | 'any' | 'none'

interface GroupProps {
  object: ObjectDef
  value: Condition
  onChange: (value: Condition) => void
  onRemove?: () => void
  depth?: number
}

/** A group as the editor sees it; "none of" travels as not-any. */
function read(condition: Condition): { mode: Mode; parts: Condition[] } {
  if ('all' in condition) return { mode: 'all', parts: condition.all }
  if ('any' in condition) return { mode: 'any', parts: condition.any }
  if ('not' in condition) return { mode: 'none', parts: 'any' in condition.not ? condition.not.any : [condition.not] }
  return { mode: 'all', parts: [condition] }
}

function write(mode: Mode, parts: Condition[]): Condition {
  return mode === 'all' ? { all: parts } : mode === 'any' ? { any: parts } : { not: { any: parts } }
}

/** The one editor of conditions: groups in groups, comparisons, and "has a related record that …". */
export function ConditionEditor({ object, value, onChange, onRemove, depth = 0 }: GroupProps) {
  const { t } = useT()
  const objects = useObjects()
  const { mode, parts } = read(value)
  const choices = fieldChoices(object, objects)
  const set = (i: number, part: Condition) => onChange(write(mode, parts.with(i, part)))
  const remove = (i: number) => onChange(write(mode, parts.toSpliced(i, 1)))
  const add = (part: Condition) => onChange(write(mode, [...parts, part]))
  const first = choices[0]
  const collection = object.collections.find(c => objects.some(o => o.key === c.object))

  return (
    <div className={cn('flex flex-col gap-2', depth > 0 && 'rounded-lg border border-line bg-bg p-2')}>
      <div className="flex items-center gap-2">
        <NativeSelect
          aria-label={t('filter.mode')}
          className="w-auto"
          value={mode}
          onChange={e => onChange(write(e.target.value as Mode, parts))}
        >
          <option value="all">{t('filter.all')}</option>
          <option value="any">{t('filter.any')}</option>
          <option value="none">{t('filter.none')}</option>
        </NativeSelect>
        <span className="flex-1" />
        {onRemove && (
          <IconButton label={t('filter.remove')} onClick={onRemove}>
            <Trash2 className="size-4" />
          </IconButton>
        )}
      </div>
      {parts.map((part, i) => {
        const key = String(i)
        if (isLeaf(part))
          return (
            <LeafEditor
              key={key}
              object={object}
              value={part}
              onChange={next => set(i, next)}
              onRemove={() => remove(i)}
            />
          )
        if ('exists' in part)
          return (
            <ExistsEditor
              key={key}
              object={object}
              value={part}
              onChange={next => set(i, next)}
              onRemove={() => remove(i)}
              depth={depth}
            />
          )
        return (
          <ConditionEditor
            key={key}
            object={object}
            value={part}
            onChange={next => set(i, next)}
            onRemove={() => remove(i)}
            depth={depth + 1}
          />
        )
      })}
      <div className="flex flex-wrap gap-1">
        <Button size="sm" tone="ghost" onClick={() => first && add(emptyLeaf(first))}>
          <Plus className="size-3.5" />
          {t('filter.add')}
        </Button>
        {depth < 3 && (
          <Button size="sm" tone="ghost" onClick={() => first && add({ any: [emptyLeaf(first)] })}>
            <Plus className="size-3.5" />
            {t('filter.add_group')}
          </Button>
        )}
        {depth < 3 && collection && (
          <Button size="sm" tone="ghost" onClick={() => add({ exists: { path: collection.key, where: { all: [] } } })}>
            <Plus className="size-3.5" />
            {t('filter.add_related')}
          </Button>
        )}
      </div>
    </div>
  )
}

interface PartProps<T> {
  object: ObjectDef
  value: T
  onChange: (value: Condition) => void
  onRemove: () => void
  depth?: number
}

function LeafEditor({ object, value, onChange, onRemove }: PartProps<Leaf>) {
  const { t } = useT()
  const choices = fieldChoices(object, useObjects())
  const choice = choices.find(c => c.path === value.field)
  const ops = choice ? opsOf(choice.field) : [value.op]
  const shown = ops.includes(value.op) ? ops : [value.op, ...ops]
  return (
    <div className="flex items-start gap-1">
      <div className="grid min-w-0 flex-1 gap-1 md:grid-cols-[1fr_104px_1.5fr]">
        <NativeSelect
          aria-label={t('filter.field')}
          value={value.field}
          onChange={e => {
            const next = choices.find(c => c.path === e.target.value)
            if (next) onChange(emptyLeaf(next))
          }}
        >
          {choices.map(c => (
            <option key={c.path} value={c.path}>
              {c.label}
            </option>
          ))}
        </NativeSelect>
        <NativeSelect
          aria-label={t('filter.op')}
          value={value.op}
          onChange={e => {
            const op = e.target.value as Leaf['op']
            if (choice) onChange({ ...value, op, value: emptyValue(choice.field, op) })
          }}
        >
          {shown.map(op => (
            <option key={op} value={op}>
              {t(`op.${op}`)}
            </option>
          ))}
        </NativeSelect>
        {choice && (
          <ValueEditor
            field={choice.field}
            op={value.op}
            value={value.value}
            onChange={next => onChange({ ...value, value: next })}
          />
        )}
      </div>
      <IconButton label={t('filter.remove')} onClick={onRemove}>
        <Trash2 className="size-4" />
      </IconButton>
    </div>
  )
}

function ExistsEditor({
  object,
  value,
  onChange,
  onRemove,
  depth = 0,
}: PartProps<Extract<Condition, { exists: unknown }>>) {
  const { t } = useT()
  const objects = useObjects()
  const known = object.collections.filter(c => objects.some(o => o.key === c.object))
  const target = useObject(known.find(c => c.key === value.exists.path)?.object ?? '')
  return (
    <div className="flex flex-col gap-2 rounded-lg border border-line bg-bg p-2">
      <div className="flex items-center gap-2 text-sm">
        <span className="shrink-0 text-fg2">{t('filter.exists')}</span>
        <NativeSelect
          aria-label={t('filter.collection')}
          value={value.exists.path}
          onChange={e => onChange({ exists: { path: e.target.value, where: { all: [] } } })}
        >
          {known.map(c => (
            <option key={c.key} value={c.key}>
              {c.label}
            </option>
          ))}
        </NativeSelect>
        <IconButton label={t('filter.remove')} onClick={onRemove}>
          <Trash2 className="size-4" />
        </IconButton>
      </div>
      {target && (
        <ConditionEditor
          object={target}
          value={value.exists.where ?? { all: [] }}
          onChange={where => onChange({ exists: { path: value.exists.path, where } })}
          depth={depth + 1}
        />
      )}
    </div>
  )
}
