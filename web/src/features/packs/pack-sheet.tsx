import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { get } from '@/api/client'
import { useObjects } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { SkeletonRows } from '@/ui/bits'
import { Dialog, DialogBody } from '@/ui/dialog'
import { rampColor } from '../opportunities/stages'
import { span } from '../sop/document'
import type { Pack, WholePack } from './pack'

/** A pack before it is installed: what is done in each stage, what lets a deal go on, what one says. */
export function PackSheet({ pack, onClose }: { pack: Pack; onClose: () => void }) {
  const { t } = useT()
  const objects = useObjects()
  const whole = useQuery({
    queryKey: ['packs', pack.key],
    queryFn: ({ signal }) => get<WholePack>(`/packs/${pack.key}`, { signal }),
  }).data
  return (
    <Dialog open onClose={onClose} title={pack.name} lead={pack.description} width={760}>
      <DialogBody>
        {!whole ? (
          <SkeletonRows rows={6} />
        ) : (
          <div className="flex flex-col gap-5">
            {whole.stages.map((stage, i) => (
              <section key={stage.key} className="flex flex-col gap-1.5">
                <h3 className="flex items-center gap-2 font-medium">
                  <span
                    aria-hidden="true"
                    className="size-2 rounded-full"
                    style={{ background: rampColor(i, whole.stages.length) }}
                  />
                  <span className="flex-1">{stage.name}</span>
                  <span className="tnum text-xs font-normal text-fg2">
                    {[stage.role, t('doc.target', { span: span(stage.target, t) })].filter(Boolean).join(' · ')}
                  </span>
                </h3>
                <p className="text-sm text-fg2">{stage.goal}</p>
                <ul className="flex flex-col gap-0.5 text-sm">
                  {stage.steps.map(step => (
                    <li key={step.key} className="flex gap-2">
                      <span aria-hidden="true" className="text-fg3">
                        {step.required ? '●' : '○'}
                      </span>
                      <span>{step.title}</span>
                    </li>
                  ))}
                </ul>
                <p className="text-xs text-fg2">{t('packs.goes_on')}</p>
                <ul className="flex flex-col gap-0.5 text-sm">
                  {stage.exit.map(text => (
                    <li key={text} className="flex gap-2">
                      <span aria-hidden="true" className="text-ok">
                        →
                      </span>
                      <span>{text}</span>
                    </li>
                  ))}
                </ul>
              </section>
            ))}
            <Part title={t('packs.questions', { n: whole.questions.length })} shown={whole.questions.length > 0}>
              {whole.questions.map(list => (
                <li key={list.name}>{t('packs.list', { name: list.name, n: list.n })}</li>
              ))}
            </Part>
            <Part title={t('packs.tracks', { n: whole.talk_tracks.length })} shown={whole.talk_tracks.length > 0}>
              {whole.talk_tracks.map(track => (
                <li key={track.situation}>
                  <details>
                    <summary className="cursor-pointer max-md:min-h-10">
                      {track.situation} <span className="text-xs text-fg2">{track.kind}</span>
                    </summary>
                    <p className="rounded-md bg-sunken p-2 text-fg2">{track.text}</p>
                  </details>
                </li>
              ))}
            </Part>
            <Part title={t('packs.views', { n: whole.views.length })} shown={whole.views.length > 0}>
              {whole.views.map(view => (
                <li key={view.name}>
                  {view.name}{' '}
                  <span className="text-xs text-fg2">{objects.find(o => o.key === view.object)?.label}</span>
                </li>
              ))}
            </Part>
          </div>
        )}
      </DialogBody>
    </Dialog>
  )
}

function Part({ title, shown, children }: { title: string; shown: boolean; children: ReactNode }) {
  if (!shown) return null
  return (
    <section className="flex flex-col gap-1">
      <h3 className="text-xs text-fg3">{title}</h3>
      <ul className="flex flex-col gap-1 text-sm">{children}</ul>
    </section>
  )
}
