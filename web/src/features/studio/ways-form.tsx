import { useT } from '@/lib/i18n'
import { NativeSelect } from '@/ui/field'
import { say } from '../sop/document'
import { ConditionField } from './condition-field'
import type { Doc, Stage, Way } from './doc'
import { waysOf } from './doc'
import { moved, set, setWays } from './edits'
import { AddButton, FaultText, Part, RowTools } from './fields'
import { useStudio } from './studio-context'

/** Where a stage leads: the next one, branches by a condition, loops back. */
export function WaysForm({ doc, stage, index }: { doc: Doc; stage: Stage; index: number }) {
  const { t, lang } = useT()
  const { store, edits } = useStudio()
  const ways = waysOf(doc, index)
  const put = (next: Way[]) => store.apply(setWays(stage.key, next), `${stage.key}:ways`)
  const others = doc.stages.filter(other => other.key !== stage.key)
  const free = others.filter(other => !ways.some(way => way.to === other.key))
  const name = (key: string) => {
    const found = doc.stages.find(other => other.key === key)
    return (found && say(found.name, lang)) || key
  }
  return (
    <Part title={t('studio.ways')} note={ways.length > 1 ? t('studio.ways_note') : undefined}>
      {ways.length === 0 && <p className="text-sm text-fg2">{t('studio.ways_none')}</p>}
      {ways.map((way, i) => (
        <div key={way.to} className="flex items-start gap-1.5 rounded-lg border border-line bg-bg p-2.5">
          <div className="flex min-w-0 flex-1 flex-col gap-2">
            {edits ? (
              <NativeSelect
                aria-label={t('studio.leads_to')}
                data-pointer={`/stages/${index}/next/${i}/to`}
                value={way.to}
                onChange={e => put(ways.with(i, { ...way, to: e.target.value }))}
              >
                {[way.to, ...free.map(other => other.key)].map(key => (
                  <option key={key} value={key}>
                    {name(key)}
                  </option>
                ))}
              </NativeSelect>
            ) : (
              <p className="text-sm">{name(way.to)}</p>
            )}
            <FaultText pointer={`/stages/${index}/next/${i}/to`} />
            {(ways.length > 1 || way.when) && (
              <ConditionField
                pointer={`/stages/${index}/next/${i}/when`}
                value={way.when}
                none={t('studio.always')}
                onChange={when => put(ways.with(i, set(way, { when })))}
              />
            )}
          </div>
          {edits && (
            <RowTools
              at={i}
              of={ways.length}
              onMove={to => put(moved(ways, i, to))}
              onRemove={() => put(ways.toSpliced(i, 1))}
            />
          )}
        </div>
      ))}
      {free.length > 0 && (
        <AddButton
          label={t('studio.add_way')}
          onAdd={() => free[0] && put([...ways, { to: free.find((_, i) => i >= index)?.key ?? free[0].key }])}
        />
      )}
    </Part>
  )
}
