import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Command } from 'cmdk'
import {
  Building2,
  FileText,
  Languages,
  ListTodo,
  type LucideIcon,
  Magnet,
  MessageSquareText,
  Moon,
  Package,
  Plus,
  Search,
  SunMoon,
  Table2,
  Users,
} from 'lucide-react'
import { type ReactNode, useDeferredValue, useEffect, useState } from 'react'
import { searchQuery } from '@/api/queries'
import { useT } from '@/lib/i18n'
import { isDark } from '@/lib/theme'
import { Kbd } from '@/ui/bits'
import { Dialog } from '@/ui/dialog'
import { openDialog } from './dialogs'
import { useMe, useObjects } from './hooks'
import { DASHBOARD, recordPath, SETTINGS, SOPS, TASKS, TODAY, WORK } from './nav'
import { recent } from './recent'
import { chooseLang, chooseTheme } from './shell'

const ICONS: Record<string, LucideIcon> = {
  opportunities: Table2,
  accounts: Building2,
  contacts: Users,
  products: Package,
  leads: Magnet,
  tasks: ListTodo,
}

/** Records that one had in hand and that are shown before anything is typed. */
const RECENT = 6

const ITEM =
  'flex h-10 cursor-pointer items-center gap-2.5 rounded-lg px-2.5 text-sm select-none data-[selected=true]:bg-accent-soft max-md:h-11 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-fg2'

const GROUP =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-fg2'

/** Finds any record, goes anywhere, does what is common. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t, lang } = useT()
  const navigate = useNavigate()
  const objects = useObjects()
  const [text, setText] = useState('')
  const q = useDeferredValue(text.trim())
  const me = useMe()
  // As it was when the palette was opened; the page that is there already needs no finding.
  const [known] = useState(() => recent(me.user.id).filter(id => !window.location.pathname.endsWith(id)))
  const hits = useQuery(searchQuery(q, known))
  const found = q === '' && (known.length === 0 || hits.isPlaceholderData) ? [] : (hits.data ?? [])
  const first = found[0]?.id
  const [chosen, setChosen] = useState('')

  // The best hit is chosen as soon as it is there, so that Enter opens it.
  useEffect(() => {
    if (first) setChosen(first)
  }, [first])
  const onDeal = /^\/opportunities\/([^/]+)$/.exec(window.location.pathname)?.[1]

  const run = (work: () => void) => () => {
    onClose()
    work()
  }
  const go = (to: string) => run(() => void navigate({ to }))
  // cmdk's own filter would drop what the server found by pinyin: only the actions are filtered here.
  const fits = (...words: string[]) => q === '' || words.some(word => word.toLowerCase().includes(q.toLowerCase()))
  const actions = [
    ...(onDeal
      ? [
          {
            key: 'log',
            label: t('palette.log'),
            icon: MessageSquareText,
            hint: 'L',
            run: run(() => openDialog({ kind: 'log', opportunity: onDeal })),
          },
        ]
      : []),
    ...objects
      .filter(object => object.rights.create && ICONS[object.key])
      .map(object => ({
        key: `new-${object.key}`,
        label: t('form.new', { what: object.label_one }),
        icon: Plus,
        hint: object.key === 'opportunities' ? 'C' : undefined,
        run: run(() => openDialog({ kind: 'create', object: object.key })),
      })),
    {
      key: 'lang',
      label: lang === 'en' ? '切换到中文' : 'Switch to English',
      icon: Languages,
      hint: undefined,
      run: run(() => void chooseLang(lang === 'en' ? 'zh-CN' : 'en')),
    },
    {
      key: 'theme',
      label: t('shell.switch_theme'),
      icon: isDark() ? SunMoon : Moon,
      hint: undefined,
      run: run(() => void chooseTheme(isDark() ? 'light' : 'dark')),
    },
    { key: 'help', label: t('key.help'), icon: FileText, hint: '?', run: run(() => openDialog({ kind: 'help' })) },
  ].filter(action => fits(action.label, action.key))
  const places = [
    TODAY,
    ...[TASKS, ...WORK, SOPS, DASHBOARD].filter(item => objects.some(o => o.key === item.object)),
    SETTINGS,
  ].filter(place => fits(t(place.label), place.to))
  // What one had in hand stays in its order; what was searched for is told apart by kind.
  const groups =
    q === ''
      ? [{ key: 'recent', heading: t('palette.recent'), hits: found.slice(0, RECENT) }].filter(g => g.hits.length > 0)
      : [...new Set(found.map(hit => hit.object))].map(key => ({
          key,
          heading: objects.find(o => o.key === key)?.label ?? key,
          hits: found.filter(hit => hit.object === key),
        }))

  return (
    <Dialog open onClose={onClose} title={t('palette.title')} bare width={620}>
      <Command shouldFilter={false} value={chosen} onValueChange={setChosen} label={t('palette.title')} loop>
        <div className="flex items-center gap-2.5 border-b border-line px-4">
          <Search className="size-4 shrink-0 text-fg2" />
          <Command.Input
            autoFocus
            value={text}
            onValueChange={setText}
            placeholder={t('shell.search')}
            className="h-12 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-fg3"
          />
          <Kbd>Esc</Kbd>
        </div>
        <Command.List className="max-h-[min(420px,60dvh)] overflow-y-auto p-1.5" label={t('palette.results')}>
          <Command.Empty className="px-3 py-6 text-center text-sm text-fg2">{t('palette.none')}</Command.Empty>
          {groups.map(group => (
            <Command.Group key={group.key} heading={group.heading} className={GROUP}>
              {group.hits.map(hit => {
                const Icon = ICONS[hit.object] ?? FileText
                return (
                  <Item
                    key={hit.id}
                    value={hit.id}
                    icon={<Icon />}
                    onSelect={go(recordPath(hit.object, hit.id))}
                    end={hit.hint}
                  >
                    {hit.name}
                  </Item>
                )
              })}
            </Command.Group>
          ))}
          {actions.length > 0 && (
            <Command.Group heading={t('palette.actions')} className={GROUP}>
              {actions.map(action => (
                <Item
                  key={action.key}
                  value={action.key}
                  icon={<action.icon />}
                  onSelect={action.run}
                  hint={action.hint}
                >
                  {action.label}
                </Item>
              ))}
            </Command.Group>
          )}
          {places.length > 0 && (
            <Command.Group heading={t('palette.go')} className={GROUP}>
              {places.map(place => (
                <Item
                  key={place.to}
                  value={place.to}
                  icon={<place.icon />}
                  onSelect={go(place.to)}
                  hint={`G ${place.go?.toUpperCase()}`}
                >
                  {t(place.label)}
                </Item>
              ))}
            </Command.Group>
          )}
        </Command.List>
      </Command>
    </Dialog>
  )
}

interface ItemProps {
  value: string
  icon: ReactNode
  onSelect: () => void
  end?: string | null
  hint?: string
  children: ReactNode
}

function Item({ value, icon, onSelect, end, hint, children }: ItemProps) {
  return (
    <Command.Item value={value} onSelect={onSelect} className={ITEM}>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {end && <span className="max-w-[45%] truncate text-xs text-fg2">{end}</span>}
      {hint && <Kbd>{hint}</Kbd>}
    </Command.Item>
  )
}
