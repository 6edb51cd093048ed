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

/** Whether the asker has a right beyond those on records: `waiver.decide`, `reveal`. */
export const useMay = (right: string): boolean => useMe().can?.includes(right) ?? false

/** Whether the asker may make records of this kind. */
export function useCanCreate(key: string): boolean {
  return useObject(key)?.rights.create ?? false
}

/** Whether anything can be logged here: contacts, remarks or tasks. */
export function useCanLog(): boolean {
  const objects = useObjects()
  return ['activities', 'notes', 'tasks'].some(key => objects.find(o => o.key === key)?.rights.create)
}

export const fieldOf = (object: ObjectDef | undefined, key: string): Field | undefined =>
  object?.fields.find(field => field.key === key)
