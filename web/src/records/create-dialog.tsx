import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useRef, useState } from 'react'
import { newKey, Problem } from '@/api/client'
import { createRecord } from '@/api/mutations'
import { recordQuery } from '@/api/queries'
import type { Rec } from '@/api/types'
import { fieldOf, useMe, useObject } from '@/app/hooks'
import { recordPath } from '@/app/nav'
import { router } from '@/app/router'
import { dropDraft } from '@/lib/drafts'
import { useT } from '@/lib/i18n'
import { late } from '@/lib/late'
import { Button } from '@/ui/button'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { notify } from '@/ui/toast'
import { Existing } from './existing'
import { RecordForm, type Values, wireValues } from './record-form'
import { isRef } from './value'

const duplicates = late(() => import('@/features/leads/duplicates'))
const Duplicates = lazy(() => duplicates().then(m => ({ default: m.Duplicates })))

interface Props {
  object: string
  values?: Values
  /** Whether those that are there already are offered to be changed instead. */
  existing?: boolean
  done?: (id: string) => void
  onClose: () => void
}

/** The form for a new record. The key stays the same over tries, while no answer came, so that none is made twice. */
export function CreateDialog({ object: key, values, existing, done, onClose }: Props) {
  const { t } = useT()
  const me = useMe()
  const object = useObject(key)
  const [busy, setBusy] = useState(false)
  const attempt = useRef(newKey())
  const dealId = typeof values?.opportunity === 'string' ? values.opportunity : ''
  const deal = useQuery({ ...recordQuery('opportunities', dealId), enabled: dealId !== '' }).data
  if (!object) return null

  // What the opener gave is fixed, unless it is a field to look at again.
  const given = values ?? {}
  const keep = `create ${key} ${JSON.stringify(given)}`
  const account = isRef(deal?.account) ? deal.account : null
  const fields = object.form
    .map(name => fieldOf(object, name))
    .filter(field => field !== undefined)
    .filter(field => !(field.type === 'reference' && typeof given[field.key] === 'string'))
  const initial: Values = {
    ...(fieldOf(object, 'owner') ? { owner: { id: me.user.id, name: me.user.name } } : {}),
    ...given,
  }

  async function save(filled: Values) {
    const body = wireValues(filled)
    for (const name of Object.keys(body)) if (body[name] == null) delete body[name]
    let saved: Rec
    try {
      saved = await createRecord(key, body, attempt.current)
    } catch (error) {
      // Refused: what is sent next is another request. Unanswered: the same one is tried again.
      if (error instanceof Problem) attempt.current = newKey()
      throw error
    }
    onClose()
    if (done) done(saved.id)
    else if (values) notify({ text: t('form.created', { what: object?.label_one ?? '' }) })
    else void router.navigate({ to: recordPath(key, saved.id) })
  }

  return (
    <Dialog open onClose={onClose} title={t('form.new', { what: object.label_one })} width={560}>
      <DialogBody>
        {existing && <Existing object={object} given={given} onOpen={onClose} />}
        <RecordForm
          id="create"
          object={object}
          fields={fields}
          initial={initial}
          save={save}
          onBusy={setBusy}
          account={account}
          keep={keep}
          below={
            key === 'leads'
              ? filled => (
                  <Suspense>
                    <Duplicates known={filled} onOpen={onClose} />
                  </Suspense>
                )
              : undefined
          }
        />
      </DialogBody>
      <DialogFoot>
        <Button
          onClick={() => {
            dropDraft(keep)
            onClose()
          }}
        >
          {t('action.cancel')}
        </Button>
        <Button tone="primary" type="submit" form="create" disabled={busy}>
          {t('action.create')}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
