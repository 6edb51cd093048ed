import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowRightLeft, Ellipsis, Network, Plus } from 'lucide-react'
import { useState } from 'react'
import { attempt, patchRecord } from '@/api/mutations'
import type { Rec, Ref } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { LoadError } from '@/app/fallback'
import { useMay, useObject } from '@/app/hooks'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { Avatar, Empty, SkeletonRows } from '@/ui/bits'
import { Button, IconButton } from '@/ui/button'
import { useDrag, useDrop } from '@/ui/drag'
import { Menu, type MenuEntry } from '@/ui/menu'
import { PageHead } from '@/ui/page-head'
import { Scroll } from '@/ui/scroll'
import { notify } from '@/ui/toast'
import { MoveDialog } from './move-dialog'
import { type Branch, below, tree, wholeQuery } from './teams'

const ACTIVE = { field: 'active', op: 'eq', value: true } as const

/** What is to be moved: a team below another, or a person into a team. */
export interface Moving {
  object: 'teams' | 'users'
  record: Rec
}

/** The teams as a tree with their people; both move by mouse and by menu. */
export function TeamsPage() {
  const { t } = useT()
  const object = useObject('teams')
  const users = useObject('users')
  // Where somebody stands decides what they and their managers see: an administrator's to change.
  const admin = useMay('admin')
  const teamsQuery = useQuery(wholeQuery('teams'))
  const peopleQuery = useQuery({ ...wholeQuery('users', ACTIVE), enabled: users !== undefined })
  const [moving, setMoving] = useState<Moving | null>(null)
  const teams = teamsQuery.data?.data ?? []
  const people = peopleQuery.data?.data ?? []
  const branches = tree(teams, people)
  const teamless = people.filter(person => !person.team)

  async function move(what: Moving, to: Ref | null) {
    const field = what.object === 'teams' ? 'parent' : 'team'
    if (((what.record[field] as Ref | null)?.id ?? null) === (to?.id ?? null)) return
    const moved = await attempt(() =>
      patchRecord(what.object, what.record, { [field]: to?.id ?? null }, { [field]: to }),
    )
    if (moved) notify({ text: t('teams.moved', { what: String(what.record.name), to: to?.name ?? t('teams.top') }) })
  }

  /** What was dropped on a team. A team isn't dropped on itself or below: nothing happens. */
  function drop(dragged: string, onto: Rec) {
    const [kind, id = ''] = dragged.split(':')
    const record = (kind === 'teams' ? teams : people).find(one => one.id === id)
    if (!record || (kind === 'teams' && below(teams, id).has(onto.id))) return
    void move({ object: kind as Moving['object'], record }, { id: onto.id, name: String(onto.name) })
  }

  if (teamsQuery.isError) return <LoadError error={teamsQuery.error} retry={() => void teamsQuery.refetch()} />
  return (
    <>
      <PageHead title={object?.label ?? ''} note={t('teams.note', { teams: teams.length, people: people.length })}>
        {object?.rights.create && (
          <Button onClick={() => openDialog({ kind: 'create', object: 'teams', values: {} })}>
            <Plus className="size-4" />
            {t('form.new', { what: object.label_one })}
          </Button>
        )}
      </PageHead>
      {teamsQuery.isPending ? (
        <SkeletonRows />
      ) : branches.length === 0 ? (
        <Empty text={t('list.none', { what: object?.label_one ?? '' })} />
      ) : (
        <Scroll label={object?.label ?? ''} className="flex-1">
          <ul className="mx-auto flex max-w-3xl flex-col gap-2 p-5 max-md:p-3">
            {branches.map(branch => (
              <TeamBox
                key={branch.team.id}
                branch={branch}
                moves={admin && (object?.rights.update ?? false)}
                adds={object?.rights.create ?? false}
                movesPeople={admin && (users?.rights.update ?? false)}
                onDrop={dragged => drop(dragged, branch.team)}
                onMove={setMoving}
              />
            ))}
            {teamless.length > 0 && (
              <li className="rounded-lg border border-dashed border-line p-3">
                <h2 className="text-sm text-fg2">{t('teams.none')}</h2>
                <People
                  people={teamless}
                  manager={null}
                  moves={admin && (users?.rights.update ?? false)}
                  onMove={setMoving}
                />
              </li>
            )}
          </ul>
        </Scroll>
      )}
      {moving && (
        <MoveDialog
          what={moving}
          teams={teams}
          onMove={to => {
            setMoving(null)
            void move(moving, to)
          }}
          onClose={() => setMoving(null)}
        />
      )}
    </>
  )
}

interface BoxProps {
  branch: Branch
  moves: boolean
  adds: boolean
  movesPeople: boolean
  onDrop: (dragged: string) => void
  onMove: (what: Moving) => void
}

function TeamBox({ branch, moves, adds, movesPeople, onDrop, onMove }: BoxProps) {
  const { t } = useT()
  const { team, depth, people, all } = branch
  const { box: target, over } = useDrop<HTMLLIElement>(onDrop)
  const { box: handle, dragged } = useDrag<HTMLDivElement>(`teams:${team.id}`, moves)
  const manager = team.manager as Ref | null
  const items: MenuEntry[] = [
    ...(moves
      ? [
          {
            key: 'move',
            label: t('teams.move_to'),
            icon: <Network />,
            run: () => onMove({ object: 'teams', record: team }),
          },
        ]
      : []),
    ...(adds
      ? [
          {
            key: 'add',
            label: t('teams.add_below'),
            icon: <Plus />,
            run: () => openDialog({ kind: 'create', object: 'teams', values: { parent: team.id } }),
          },
        ]
      : []),
  ]
  return (
    <li
      ref={target}
      style={{ marginLeft: `${Math.min(depth, 6) * 20}px` }}
      className={cn(
        'rounded-lg border p-3',
        over ? 'border-accent bg-accent-soft' : 'border-line',
        dragged && 'opacity-50',
      )}
    >
      <div ref={handle} className={cn('flex min-h-8 items-center gap-2', moves && 'md:cursor-grab')}>
        <Network className="size-4 shrink-0 text-fg3" />
        <h2 className="min-w-0 truncate text-sm font-semibold">
          <Link to="/settings/$object/$id" params={{ object: 'teams', id: team.id }} className="hover:underline">
            {String(team.name)}
          </Link>
        </h2>
        <span className="tnum shrink-0 text-xs text-fg2">{t('teams.count', { n: all })}</span>
        <span className="flex-1" />
        {manager && <span className="truncate text-xs text-fg2">{t('teams.led_by', { name: manager.name })}</span>}
        {items.length > 0 && (
          <Menu
            trigger={
              <IconButton label={t('teams.more', { name: String(team.name) })}>
                <Ellipsis className="size-4" />
              </IconButton>
            }
            items={items}
          />
        )}
      </div>
      {people.length > 0 && (
        <People people={people} manager={manager?.id ?? null} moves={movesPeople} onMove={onMove} />
      )}
    </li>
  )
}

interface PeopleProps {
  people: Rec[]
  manager: string | null
  moves: boolean
  onMove: (what: Moving) => void
}

function People({ people, manager, moves, onMove }: PeopleProps) {
  const leads = people.filter(person => person.id === manager)
  return (
    <ul className="mt-1 grid gap-x-4 md:grid-cols-2">
      {[...leads, ...people.filter(person => person.id !== manager)].map(person => (
        <Person key={person.id} person={person} moves={moves} onMove={onMove} />
      ))}
    </ul>
  )
}

function Person({ person, moves, onMove }: { person: Rec; moves: boolean; onMove: (what: Moving) => void }) {
  const { t } = useT()
  const { box, dragged } = useDrag<HTMLLIElement>(`users:${person.id}`, moves)
  const name = String(person.name)
  return (
    <li
      ref={box}
      className={cn(
        'flex min-h-9 items-center gap-2 rounded-md px-1 text-sm',
        moves && 'md:cursor-grab',
        dragged && 'opacity-50',
      )}
    >
      <Avatar name={name} size={22} />
      <Link to="/settings/users/$id" params={{ id: person.id }} className="shrink-0 hover:underline">
        {name}
      </Link>
      <span className="min-w-0 flex-1 truncate text-xs text-fg2">{String(person.title ?? '')}</span>
      {moves && (
        <IconButton label={t('teams.move_what', { name })} onClick={() => onMove({ object: 'users', record: person })}>
          <ArrowRightLeft className="size-4" />
        </IconButton>
      )}
    </li>
  )
}
