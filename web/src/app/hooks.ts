import { useQuery } from '@tanstack/react-query'
import { client, meQuery, objectsQuery } from '@/api/queries'
import type { Field, Me, ObjectDef } from '@/api/types'

/** Who is signed in. The shell is drawn only once this is known. */
export function useMe(): Me {
  const me = useQuery(meQuery).data ?? client.getQueryData(meQuery.queryKey)
  if (!me) throw new Error('useMe outside the shell')
  return me
}

/** The catalogue; loaded before the shell is drawn. */
export function useObjects(): ObjectDef[] {
  return useQuery(objectsQuery).data ?? []
}

export function useObject(key: string): ObjectDef | undefined {
  return useObjects().find(object => object.key === key)
}

export const fieldOf = (object: ObjectDef | undefined, key: string): Field | undefined =>
  object?.fields.find(field => field.key === key)
