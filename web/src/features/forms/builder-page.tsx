import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Copy, ExternalLink } from 'lucide-react'
import { useState } from 'react'
import { Problem } from '@/api/client'
import { errorText, patchRecord } from '@/api/mutations'
import { aggregateQuery, recordQuery } from '@/api/queries'
import type { Rec } from '@/api/types'
import { LoadError } from '@/app/fallback'
import { fieldOf, useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { FieldInput } from '@/records/field-input'
import { Badge, SkeletonRows } from '@/ui/bits'
import { Button, buttonClass } from '@/ui/button'
import { FieldRow, Input } from '@/ui/field'
import { PageHead } from '@/ui/page-head'
import { Scroll } from '@/ui/scroll'
import { notify } from '@/ui/toast'
import { type Asked, fieldsOf, preview } from './data'
import { FieldList } from './field-list'
import { PhoneFrame } from './phone-frame'

const route = getRouteApi('/shell/settings/lead_forms/$id')

const HEAD = ['name', 'source', 'campaign', 'title_zh', 'title_en', 'intro_zh', 'intro_en']
const TERMS = ['consent_zh', 'consent_en', 'purpose', 'thanks_zh', 'thanks_en', 'origins']

export function FormPage() {
  const { id } = route.useParams()
  const query = useQuery(recordQuery('lead_forms', id))
  if (query.isPending) return <SkeletonRows />
  if (!query.data) return <LoadError error={query.error} retry={() => void query.refetch()} />
  return <Builder key={id} record={query.data} />
}

/** A form as it is built: what it asks and says on the left, how it looks on a phone on the right. */
function Builder({ record }: { record: Rec }) {
  const { t, lang } = useT()
  const object = useObject('lead_forms')
  const leads = useObject('leads')
  const editable = object?.rights.update ?? false
  const [changes, setChanges] = useState<Record<string, unknown>>({})
  const [faults, setFaults] = useState<Record<string, string>>({})
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)
  const values = { ...record, ...changes }
  const fields = (changes.fields as Asked[] | undefined) ?? fieldsOf(record)
  const changed = Object.keys(changes).length > 0
  const change = (part: Record<string, unknown>) => setChanges(old => ({ ...old, ...part }))
  const active = record.active === true

  async function save(more: Record<string, unknown> = {}) {
    setBusy(true)
    setFaults({})
    setFailure('')
    try {
      await patchRecord('lead_forms', record, { ...changes, ...more })
      setChanges({})
      notify({ text: t('forms.saved') })
    } catch (error) {
      const named = error instanceof Problem ? error.fields : {}
      setFaults(named)
      setFailure([...HEAD, ...TERMS].some(key => key in named) ? '' : errorText(error))
    } finally {
      setBusy(false)
    }
  }

  if (!object || !leads) return null
  const row = (key: string) => {
    const field = fieldOf(object, key)
    if (!field) return null
    return (
      <div key={key} className={field.type === 'long_text' ? 'md:col-span-2' : undefined}>
        <FieldRow label={field.label} help={field.help} error={faults[key]} required={field.required}>
          {aria => (
            <FieldInput {...aria} field={field} value={values[key]} onChange={value => change({ [key]: value })} />
          )}
        </FieldRow>
      </div>
    )
  }

  return (
    <>
      <PageHead
        title={String(record.name)}
        note={<Badge tone={active ? 'ok' : 'plain'}>{t(active ? 'rule.on' : 'rule.off')}</Badge>}
      >
        {editable && changed && (
          <Button tone="ghost" onClick={() => setChanges({})}>
            {t('action.cancel')}
          </Button>
        )}
        {editable && changed && (
          <Button tone="primary" disabled={busy} onClick={() => void save()}>
            {t('forms.save')}
          </Button>
        )}
        {editable && !changed && (
          <Button disabled={busy} onClick={() => void save({ active: !active })}>
            {t(active ? 'rule.switch_off' : 'rule.switch_on')}
          </Button>
        )}
      </PageHead>
      <Scroll label={String(record.name)} className="flex-1 bg-bg">
        <div className="mx-auto grid max-w-[1240px] gap-4 p-5 max-md:p-3 lg:grid-cols-[minmax(0,1fr)_360px]">
          <fieldset disabled={!editable} className="flex min-w-0 flex-col gap-4">
            <legend className="sr-only">{String(record.name)}</legend>
            {failure && (
              <p role="alert" className="rounded-lg bg-bad-soft px-3 py-2 text-sm text-bad">
                {failure}
              </p>
            )}
            <Share record={record} />
            <section className="rounded-xl border border-line bg-surface p-4" aria-label={t('forms.about')}>
              <h2 className="pb-3 font-semibold">{t('forms.about')}</h2>
              <div className="grid gap-3 md:grid-cols-2">{HEAD.map(row)}</div>
            </section>
            <section className="rounded-xl border border-line bg-surface p-4" aria-label={t('forms.fields')}>
              <h2 className="pb-1 font-semibold">{t('forms.fields')}</h2>
              <p className="pb-3 text-sm text-fg2">{t('forms.fields_lead')}</p>
              <FieldList fields={fields} onChange={next => change({ fields: next })} />
            </section>
            <section className="rounded-xl border border-line bg-surface p-4" aria-label={t('forms.terms')}>
              <h2 className="pb-1 font-semibold">{t('forms.terms')}</h2>
              <p className="pb-3 text-sm text-fg2">
                {t('forms.terms_lead', { n: Number(record.consent_version ?? 1) })}
              </p>
              <div className="grid gap-3 md:grid-cols-2">{TERMS.map(row)}</div>
            </section>
          </fieldset>
          <PhoneFrame form={preview(values, fields, leads, lang)} />
        </div>
      </Scroll>
    </>
  )
}

/** Where the form is: its link, the lines for a site of one's own, and what it brought. */
function Share({ record }: { record: Rec }) {
  const { t } = useT()
  const of = { field: 'form', op: 'eq', value: record.id } as const
  const brought = useQuery(aggregateQuery('leads', { filter: of, measures: ['count'] })).data?.[0]?.count ?? 0
  const address = `${window.location.origin}/f/${String(record.key)}`
  const frame = `<iframe src="${address}" title="${String(record.title_zh).replace(/"/g, '&quot;')}" width="100%" height="720" style="border:0"></iframe>`
  const copy = (text: string) =>
    void navigator.clipboard.writeText(text).then(() => notify({ text: t('tokens.copied') }))
  const framed = typeof record.origins === 'string' && record.origins.trim() !== ''
  return (
    <section className="flex flex-col gap-3 rounded-xl border border-line bg-surface p-4" aria-label={t('forms.share')}>
      <div className="flex items-center gap-2">
        <h2 className="flex-1 font-semibold">{t('forms.share')}</h2>
        <Link to="/leads" search={{ view: 'all', filter: of }} className="text-sm text-accent-ink hover:underline">
          {t('forms.brought', { n: Number(brought) })}
        </Link>
      </div>
      <div className="flex gap-2">
        <Input readOnly aria-label={t('forms.link')} value={address} onFocus={event => event.target.select()} />
        <Button onClick={() => copy(address)}>
          <Copy className="size-4" />
          {t('forms.copy_link')}
        </Button>
        <a href={address} target="_blank" rel="noreferrer" className={buttonClass({ tone: 'ghost' })}>
          <ExternalLink className="size-4" />
          <span className="max-md:sr-only">{t('forms.open')}</span>
        </a>
      </div>
      {framed ? (
        <div className="flex gap-2">
          <Input readOnly aria-label={t('forms.frame')} value={frame} onFocus={event => event.target.select()} />
          <Button onClick={() => copy(frame)}>
            <Copy className="size-4" />
            {t('forms.copy_frame')}
          </Button>
        </div>
      ) : (
        <p className="text-xs text-fg2">{t('forms.frame_none')}</p>
      )}
    </section>
  )
}
