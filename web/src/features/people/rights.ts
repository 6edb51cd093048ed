import type { Field, ObjectDef } from '@/api/types'
import type { Key } from '@/lib/i18n'

export type Scope = 'none' | 'own' | 'team' | 'below' | 'all'

export interface ObjectRights {
  read?: Scope
  create?: boolean
  update?: Scope
  delete?: Scope
  transfer?: boolean
  hidden?: string[]
  masked?: string[]
}

/** What a role may do, as the server keeps it; `*` stands for every kind of record that isn't named. */
export interface Rights {
  objects?: Record<string, ObjectRights>
  can?: string[]
}

export const SCOPES: Scope[] = ['none', 'own', 'team', 'below', 'all']

export const FURTHER = ['admin', 'sop.edit', 'waiver.decide', 'reveal', 'contact.lift'] as const

export const FURTHER_LABELS: Record<(typeof FURTHER)[number], { name: Key; help: Key }> = {
  admin: { name: 'role.can_admin', help: 'role.can_admin_help' },
  'sop.edit': { name: 'role.can_sop', help: 'role.can_sop_help' },
  'waiver.decide': { name: 'role.can_waiver', help: 'role.can_waiver_help' },
  reveal: { name: 'role.can_reveal', help: 'role.can_reveal_help' },
  'contact.lift': { name: 'role.can_lift', help: 'role.can_lift_help' },
}

export type Action = 'read' | 'update' | 'delete'

/** What a role may do with a kind of record. */
export const rightsOf = (rights: Rights, object: string): ObjectRights =>
  rights.objects?.[object] ?? rights.objects?.['*'] ?? {}

/** How far a change or a deletion really reaches: never further than seeing. */
export function reach(rights: ObjectRights, action: Action): Scope {
  const read = rights.read ?? 'none'
  if (action === 'read') return read
  const scope = rights[action] ?? 'none'
  return SCOPES.indexOf(scope) < SCOPES.indexOf(read) ? scope : read
}

/** The rights with a kind of record's changed; one that was covered by `*` is named from now on. */
export const withObject = (rights: Rights, object: string, change: Partial<ObjectRights>): Rights => ({
  ...rights,
  objects: { ...rights.objects, [object]: { ...rightsOf(rights, object), ...change } },
})

export const withFurther = (rights: Rights, right: string, on: boolean): Rights => ({
  ...rights,
  can: on ? [...(rights.can ?? []), right] : (rights.can ?? []).filter(other => other !== right),
})

/** Whether seeing goes by owner and team; what belongs to everybody is seen or not. */
export const isOwned = (object: ObjectDef): boolean => object.access !== 'workspace' && object.access !== 'personal'

/**
 * How far an action reaches with a kind of record. What belongs to the whole company is nobody's own: seen by all or not at
 * all, and changed only by who may change all of it.
 */
export function reachOf(object: ObjectDef | null, rights: ObjectRights, action: Action): Scope {
  const scope = reach(rights, action)
  if (!object || isOwned(object)) return scope
  if (object.access === 'workspace' && action !== 'read')
    return rights[action] === 'all' && scope !== 'none' ? 'all' : 'none'
  return scope === 'none' ? 'none' : 'all'
}

export const scopesOf = (object: ObjectDef): Scope[] => (isOwned(object) ? SCOPES : ['none', 'all'])

/** What a scope is called for a kind of record. What people keep for themselves they may share to be seen, not to be changed. */
export function scopeKey(object: ObjectDef | undefined, scope: Scope, action: Action = 'read'): Key {
  if (scope === 'none') return 'role.none'
  if (object && !isOwned(object)) {
    if (object.access === 'workspace') return 'role.all'
    return action === 'read' ? 'role.own_and_shared' : 'role.own'
  }
  if (object?.access === 'via' && scope === 'all') return 'role.with_parent'
  return `role.${scope}`
}

export type Showing = 'shown' | 'masked' | 'hidden'

export function showingOf(rights: ObjectRights, field: string): Showing {
  if (rights.hidden?.includes(field)) return 'hidden'
  return rights.masked?.includes(field) ? 'masked' : 'shown'
}

export function withShowing(rights: ObjectRights, field: string, showing: Showing): Partial<ObjectRights> {
  const without = (list: string[] = []) => list.filter(other => other !== field)
  return {
    hidden: showing === 'hidden' ? [...without(rights.hidden), field] : without(rights.hidden),
    masked: showing === 'masked' ? [...without(rights.masked), field] : without(rights.masked),
  }
}

const TEXTS = new Set(['text', 'long_text', 'email', 'phone', 'url'])

/** Fields that may be hidden; of these only texts can be half shown. */
export const maskable = (field: Field): boolean => TEXTS.has(field.type)
export const hideable = (object: ObjectDef): Field[] =>
  object.fields.filter(field => field.key !== 'id' && field.key !== 'version' && field.key !== object.name_field)
