import { useT } from '@/lib/i18n'
import { allBindings, keyText } from '@/lib/keys'
import { Dialog, DialogBody } from '@/ui/dialog'

/** The keys that work on the page it was opened from. */
export function HelpDialog({ onClose }: { onClose: () => void }) {
  const { t } = useT()
  const bindings = allBindings()
  return (
    <Dialog open onClose={onClose} title={t('help.title')} width={560}>
      <DialogBody>
        <ul className="grid gap-x-8 md:grid-cols-2">
          {bindings.map(binding => (
            <li key={binding.keys} className="flex h-8 items-center gap-2 border-b border-line text-sm">
              <span className="flex-1">
                {binding.keys.startsWith('g ') ? t('help.go', { where: t(binding.label) }) : t(binding.label)}
              </span>
              {keyText(binding.keys).map(key => (
                <kbd
                  key={key}
                  className="min-w-5 rounded border border-line bg-sunken px-1 text-center font-sans text-2xs leading-4.5 text-fg2"
                >
                  {key}
                </kbd>
              ))}
            </li>
          ))}
        </ul>
        <p className="mt-3 text-xs text-fg2">{t('help.log')}</p>
      </DialogBody>
    </Dialog>
  )
}
