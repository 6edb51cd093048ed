import { Plus, Trash2 } from 'lucide-react'
import type { Condition } from '@/api/condition'
import { useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { ConditionEditor } from '@/records/filter/condition-editor'
import { Button, IconButton } from '@/ui/button'
import { Input, NativeSelect } from '@/ui/field'
import type { Figure, Part } from './data'

const FIGURES: Figure[] = ['won', 'wins', 'recency', 'open']
const MOST = 20

interface Props {
  parts: Part[]
  edits: boolean
  onChange: (parts: Part[]) => void
}

/** What gives points: a figure that is reached, or a condition on the account. */
export function Parts({ parts, edits, onChange }: Props) {
  const { t } = useT()
  const accounts = useObject('accounts')
  const change = (at: number, part: Part) => onChange(parts.with(at, part))

  function choose(at: number, part: Part, what: string) {
    const { name, points } = part
    const figure = FIGURES.find(one => one === what)
    if (figure) change(at, { name, points, figure, at_least: part.at_least ?? 1 })
    else change(at, { name, points, condition: { all: [] } satisfies Condition })
  }

  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold">{t('tier.parts')}</h2>
      <p className="text-sm text-fg2">{t('tier.parts_lead')}</p>
      {parts.map((part, i) => (
        <div key={i} className="flex flex-col gap-2 rounded-lg border border-line p-2.5">
          <div className="flex flex-wrap items-center gap-2">
            <Input
              required
              maxLength={60}
              className="w-48"
              placeholder={t('tier.part_name')}
              aria-label={t('tier.part_name_of', { n: i + 1 })}
              value={part.name}
              onChange={e => change(i, { ...part, name: e.target.value })}
            />
            <NativeSelect
              className="w-40"
              aria-label={t('tier.part_what_of', { n: i + 1 })}
              value={part.figure ?? 'condition'}
              onChange={e => choose(i, part, e.target.value)}
            >
              {FIGURES.map(figure => (
                <option key={figure} value={figure}>
                  {t(`tier.figure_${figure}`)}
                </option>
              ))}
              <option value="condition">{t('tier.figure_condition')}</option>
            </NativeSelect>
            {part.figure && (
              <Input
                type="number"
                min={0}
                required
                className="w-32"
                aria-label={t('tier.part_least_of', { n: i + 1 })}
                value={part.at_least ?? ''}
                onChange={e => change(i, { ...part, at_least: Number(e.target.value) })}
              />
            )}
            <span className="flex items-center gap-1.5 text-sm text-fg2">
              {t('tier.gives')}
              <Input
                type="number"
                min={-100}
                max={100}
                required
                className="w-20"
                aria-label={t('tier.part_points_of', { n: i + 1 })}
                value={part.points}
                onChange={e => change(i, { ...part, points: Number(e.target.value) })}
              />
              {t('tier.points')}
            </span>
            <span className="flex-1" />
            {edits && (
              <IconButton label={t('tier.part_remove', { n: i + 1 })} onClick={() => onChange(parts.toSpliced(i, 1))}>
                <Trash2 className="size-4" />
              </IconButton>
            )}
          </div>
          {part.condition && accounts && (
            <ConditionEditor
              object={accounts}
              value={part.condition}
              onChange={condition => change(i, { ...part, condition })}
            />
          )}
        </div>
      ))}
      {edits && parts.length < MOST && (
        <Button
          size="sm"
          className="self-start"
          onClick={() => onChange([...parts, { name: '', points: 20, figure: 'won', at_least: 100_000 }])}
        >
          <Plus className="size-3.5" />
          {t('tier.part_add')}
        </Button>
      )}
    </section>
  )
}
