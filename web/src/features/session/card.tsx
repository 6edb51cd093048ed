import { Languages } from 'lucide-react'
import type { ReactNode } from 'react'
import { setLang, useT } from '@/lib/i18n'
import { useTitle } from '@/lib/title'
import { Button } from '@/ui/button'

/** What stands before the sign-in: a card in the middle, the language beside. */
export function SessionCard({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  const { t, lang } = useT()
  useTitle(title)
  return (
    <div className="flex h-dvh flex-col items-center overflow-y-auto bg-bg px-4 py-10">
      <main className="my-auto w-full max-w-sm">
        <div className="mb-5 flex items-center gap-2.5">
          <img src="/icon.svg" alt="" width={32} height={32} />
          <span className="flex-1 text-lg font-semibold">{t('app.name')}</span>
          <Button tone="ghost" onClick={() => void setLang(lang === 'en' ? 'zh-CN' : 'en')}>
            <Languages className="size-4" />
            {lang === 'en' ? '中文' : 'English'}
          </Button>
        </div>
        <div className="rounded-xl border border-line bg-surface p-6 shadow-e2">
          <h1 className="text-xl font-semibold">{title}</h1>
          {lead && <p className="mt-1 text-sm text-fg2">{lead}</p>}
          {children}
        </div>
      </main>
    </div>
  )
}
