import { Copy } from 'lucide-react'
import { instantText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Input } from '@/ui/field'
import { notify } from '@/ui/toast'
import type { Invitation } from './links'

/** A link that was just made, to be copied: it is not shown again. */
export function LinkBox({ made, name }: { made: Invitation; name: string }) {
  const { t } = useT()
  const address = `${window.location.origin}${made.path}`
  return (
    <div className="flex flex-col gap-2">
      <p className="text-sm">{t(made.has_password ? 'people.reset_lead' : 'people.invite_lead', { name })}</p>
      <div className="flex gap-2">
        <Input readOnly aria-label={t('people.link')} value={address} onFocus={event => event.target.select()} />
        <Button
          tone="primary"
          onClick={() => void navigator.clipboard.writeText(address).then(() => notify({ text: t('tokens.copied') }))}
        >
          <Copy className="size-4" />
          {t('people.copy')}
        </Button>
      </div>
      <p className="text-xs text-warn">
        {t('people.once', { until: made.expires_at ? instantText(made.expires_at) : '' })}
      </p>
    </div>
  )
}
