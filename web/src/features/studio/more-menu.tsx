import { useNavigate } from '@tanstack/react-router'
import {
  ClipboardPaste,
  Ellipsis,
  FileCode,
  FileDown,
  FileUp,
  FlaskConical,
  Image,
  Printer,
  Trash2,
  Workflow,
} from 'lucide-react'
import { useRef } from 'react'
import { attempt } from '@/api/mutations'
import { useT } from '@/lib/i18n'
import { IconButton } from '@/ui/button'
import { Menu, type MenuEntry } from '@/ui/menu'
import type { Doc } from './doc'
import { saveChart, saveFromServer } from './export'

interface Props {
  id: string
  name: string
  doc: () => Doc
  /** Saves what isn't saved, so that files hold what is seen. */
  flush: () => Promise<boolean>
  /** A document from a file takes the place of this one. */
  onFile?: (text: string) => Promise<void>
  onPaste?: () => void
  onDiscard?: () => void
}

/** What is done seldom: files out and in, paper, throwing the draft away. */
export function MoreMenu({ id, name, doc, flush, onFile, onPaste, onDiscard }: Props) {
  const { t, lang } = useT()
  const navigate = useNavigate()
  const file = useRef<HTMLInputElement>(null)
  const out = (work: () => Promise<void>) =>
    void attempt(async () => {
      await flush()
      await work()
    })
  const items: MenuEntry[] = [
    {
      key: 'lab',
      label: t('lab.title'),
      icon: <FlaskConical />,
      run: () => out(() => navigate({ to: '/sops/versions/$id/lab', params: { id } })),
    },
    'line',
    { heading: t('studio.save_as') },
    {
      key: 'yaml',
      label: t('studio.as_yaml'),
      icon: <FileCode />,
      run: () => out(() => saveFromServer(id, name, 'yaml')),
    },
    {
      key: 'bpmn',
      label: t('studio.as_bpmn'),
      icon: <Workflow />,
      run: () => out(() => saveFromServer(id, name, 'bpmn')),
    },
    {
      key: 'png',
      label: t('studio.as_png'),
      icon: <Image />,
      run: () => out(() => saveChart(doc(), name, 'png', lang, t)),
    },
    {
      key: 'svg',
      label: t('studio.as_svg'),
      icon: <FileDown />,
      run: () => out(() => saveChart(doc(), name, 'svg', lang, t)),
    },
    { key: 'print', label: t('studio.as_pdf'), icon: <Printer />, run: () => window.print() },
    ...(onFile && onPaste
      ? [
          'line' as const,
          { key: 'file', label: t('studio.from_yaml'), icon: <FileUp />, run: () => file.current?.click() },
          { key: 'paste', label: t('studio.paste'), icon: <ClipboardPaste />, run: onPaste },
        ]
      : []),
    ...(onDiscard
      ? [{ key: 'discard', label: t('studio.discard'), icon: <Trash2 />, tone: 'bad' as const, run: onDiscard }]
      : []),
  ]
  return (
    <>
      <Menu
        trigger={
          <IconButton label={t('action.more')}>
            <Ellipsis className="size-4" />
          </IconButton>
        }
        items={items}
      />
      {onFile && (
        <input
          ref={file}
          type="file"
          accept=".yaml,.yml,.json,application/yaml,text/yaml"
          aria-label={t('studio.from_yaml')}
          className="hidden"
          onChange={event => {
            const chosen = event.target.files?.[0]
            event.target.value = ''
            if (chosen) void attempt(async () => onFile(await chosen.text()))
          }}
        />
      )}
    </>
  )
}
