import { Toast } from '@base-ui/react/toast'
import { CheckCircle2, CircleAlert, X } from 'lucide-react'
import { useT } from '@/lib/i18n'
import type { Notice } from './toast'

const manager = Toast.createToastManager()

export function show({ text, tone = 'ok', action }: Notice) {
  const id = manager.add({
    title: text,
    type: tone,
    timeout: action ? 8000 : 4000,
    priority: tone === 'bad' ? 'high' : 'low',
    actionProps: action && {
      children: action.label,
      onClick: () => {
        manager.close(id)
        action.run()
      },
    },
  })
}

export function Toaster() {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="fixed inset-x-0 top-[max(12px,env(safe-area-inset-top))] z-50 mx-auto flex w-[min(360px,calc(100vw-24px))] flex-col gap-2 max-md:[body:has(#offline)_&]:top-26 md:top-auto md:bottom-6">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function List() {
  const { t } = useT()
  const { toasts } = Toast.useToastManager()
  return toasts.map(toast => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      data-notice=""
      className="pop flex min-h-11 items-center gap-2.5 rounded-lg border border-line bg-raised px-3.5 py-2 text-sm shadow-e3 data-[limited]:hidden"
    >
      {toast.type === 'bad' ? (
        <CircleAlert className="size-4 shrink-0 text-bad" />
      ) : (
        <CheckCircle2 className="size-4 shrink-0 text-ok" />
      )}
      <Toast.Title className="min-w-0 flex-1" render={<p />} />
      {toast.actionProps && (
        <Toast.Action className="h-7 shrink-0 rounded-md bg-fg px-2.5 text-xs font-medium text-surface" />
      )}
      <Toast.Close
        aria-label={t('action.close')}
        className="grid size-6 shrink-0 place-items-center rounded-md text-fg3 hover:bg-hover"
      >
        <X className="size-3.5" />
      </Toast.Close>
    </Toast.Root>
  ))
}
