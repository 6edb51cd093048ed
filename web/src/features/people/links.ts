import { queryOptions } from '@tanstack/react-query'
import { call, get, post } from '@/api/client'
import { client } from '@/api/queries'

/** Whether somebody has a link to set their password, and whether they have a password. */
export interface Invitation {
  active: boolean
  created_at: string | null
  expires_at: string | null
  has_password: boolean
  /** Told once, by the answer that made it. */
  path?: string
}

/** What the link's own page says of whom it is for. */
export interface Joining {
  name: string
  email: string
  company: string
  returning: boolean
}

export const invitationQuery = (user: string) =>
  queryOptions({ queryKey: ['invitation', user], queryFn: () => get<Invitation>(`/users/${user}/invitation`) })

/** Makes a link; the one from before ends. */
export async function makeLink(user: string): Promise<Invitation> {
  const made = await post<Invitation>(`/users/${user}/invitation`)
  client.setQueryData(invitationQuery(user).queryKey, made)
  return made
}

export async function endLink(user: string): Promise<void> {
  await call('DELETE', `/users/${user}/invitation`)
  await client.invalidateQueries({ queryKey: ['invitation', user] })
}
