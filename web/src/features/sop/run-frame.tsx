import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo, useState } from 'react'
import { outlineQuery, pageQuery } from '@/api/queries'
import type { Sop } from '@/api/types'
import { useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { usePhone } from '@/lib/media'
import type { Names } from '@/records/timeline-words'
import { Scroll } from '@/ui/scroll'
import { Tabs } from '@/ui/tabs'

/** A record on which an SOP runs: its facts, its story and its SOP side by side; on a phone the SOP comes first. */
export function RunFrame({
  name,
  facts,
  story,
  panel,
}: {
  name: string
  facts: ReactNode
  story: ReactNode
  panel: ReactNode
}) {
  const { t } = useT()
  const [tab, setTab] = useState('sop')
  if (usePhone())
    return (
      <Tabs
        look="line"
        label={name}
        value={tab}
        onChange={setTab}
        listClass="px-3"
        panelClass="min-h-0 flex-1 overflow-y-auto bg-bg"
        tabs={[
          { key: 'sop', label: t('record.sop'), panel },
          { key: 'story', label: t('tl.title'), panel: story },
          { key: 'facts', label: t('record.facts_short'), panel: <div className="bg-surface">{facts}</div> },
        ]}
      />
    )
  return (
    <div className="flex min-h-0 flex-1">
      <Scroll label={`${t('record.facts')} · ${name}`} className="w-[264px] shrink-0 border-r border-line">
        {facts}
      </Scroll>
      <Scroll label={t('tl.title')} className="min-w-0 flex-1">
        {story}
      </Scroll>
      <Scroll label="SOP" className="w-[364px] shrink-0 border-l border-line bg-bg">
        {panel}
      </Scroll>
    </div>
  )
}

/** What a run's timeline calls things; steps of earlier stages stand in it, too: their names come from the outline. */
export function useRunNames(sop: Sop | undefined): Names {
  const { lang } = useT()
  const lists = useObject('questions') !== undefined
  const own = useQuery({
    ...pageQuery('questions', { limit: 200 }),
    enabled: sop !== undefined && lists,
    staleTime: 600_000,
  }).data?.data
  const outline = useQuery({ ...outlineQuery(sop?.version.id ?? ''), enabled: sop !== undefined }).data
  return useMemo(
    () => ({
      stages: new Map(outline?.stages.map(stage => [stage.key, stage.name])),
      steps: new Map(outline?.stages.flatMap(stage => stage.steps.map(step => [step.key, step.title] as const))),
      questions: new Map([
        ...(own?.map(q => [String(q.key), String((lang === 'en' && q.text_en) || q.text)] as const) ?? []),
        ...[...(outline?.questions ?? []), ...(sop?.questions ?? [])].flatMap(list =>
          list.groups.flatMap(g => g.questions.map(q => [q.key, q.text] as const)),
        ),
      ]),
    }),
    [outline, sop, own, lang],
  )
}
