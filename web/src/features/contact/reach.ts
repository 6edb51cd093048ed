import { queryOptions } from '@tanstack/react-query'
import { get, Offline } from '@/api/client'
import { errorText } from '@/api/mutations'
import { client } from '@/api/queries'
import type { Rec } from '@/api/types'
import { t } from '@/lib/i18n'
import { notify } from '@/ui/toast'

/** Whether somebody may be reached by a channel just now. */
export interface ChannelState {
  channel: string
  allowed: boolean
  why?: 'refusal' | 'cap' | 'quiet'
  text?: string
  until?: string | null
}

export interface Reach {
  channels: ChannelState[]
  refusals: { record: Rec; may_lift: boolean }[]
  used: { text: string; n: number; most: number }[]
  preferred_channel: string | null
  preferred_language: string | null
}

/** The records of somebody who can be reached. */
const REACHED: ReadonlySet<string> = new Set(['contacts', 'leads', 'accounts'])

export const isReached = (object: string | undefined): object is string => object !== undefined && REACHED.has(object)

/** Asked anew whenever it is shown: a colleague may have called meanwhile. */
export const reachQuery = (object: string, id: string) =>
  queryOptions({
    queryKey: ['reach', object, id],
    queryFn: ({ signal }) => get<Reach>(`/${object}/${id}/reach`, { signal }),
    staleTime: 0,
    enabled: isReached(object),
  })

export const reachChanged = () => client.invalidateQueries({ queryKey: ['reach'] })

export const callState = (reach: Reach | undefined): ChannelState | undefined =>
  reach?.channels.find(state => state.channel === 'call')

/** Dials, if it may be: without an answer from the server what was last known decides. */
export async function dial(object: string, id: string, phone: string): Promise<void> {
  const query = reachQuery(object, id)
  let reach: Reach | undefined
  try {
    reach = await client.fetchQuery(query)
  } catch (error) {
    reach = error instanceof Offline ? client.getQueryData(query.queryKey) : undefined
    if (!reach) {
      notify({ text: error instanceof Offline ? t('reach.offline') : errorText(error), tone: 'bad' })
      return
    }
  }
  const call = callState(reach)
  if (call?.allowed) window.location.assign(`tel:${phone}`)
  else notify({ text: call?.text ?? t('reach.offline'), tone: 'bad' })
}
