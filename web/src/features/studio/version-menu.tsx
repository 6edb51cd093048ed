import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ChevronDown } from 'lucide-react'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Menu } from '@/ui/menu'
import { versionsQuery } from './data'

/** All versions of an SOP, the newest first. */
export function VersionMenu({ sop, id, number }: { sop: string; id: string; number: number }) {
  const { t } = useT()
  const navigate = useNavigate()
  const versions = useQuery(versionsQuery(sop)).data?.data ?? []
  return (
    <Menu
      align="start"
      trigger={
        <Button size="sm" tone="ghost" aria-label={t('studio.versions')}>
          v{number}
          <ChevronDown className="size-3.5" />
        </Button>
      }
      items={versions.map(version => ({
        key: version.id,
        label: `v${version.number} · ${t(`version_status.${String(version.status)}` as 'version_status.draft')}`,
        on: version.id === id,
        run: () => void navigate({ to: '/sops/versions/$id', params: { id: version.id } }),
      }))}
    />
  )
}
