import { useT } from '@/lib/i18n'
import { NativeSelect } from '@/ui/field'

/** Which team, those below it with it; only where there is a choice. */
export function TeamSelect({
  teams,
  value,
  onChange,
}: {
  teams: { id: string; name: string }[]
  value: string | undefined
  onChange: (team: string | undefined) => void
}) {
  const { t } = useT()
  if (teams.length < 2) return null
  return (
    <NativeSelect
      aria-label={t('dashboard.team')}
      className="w-44"
      value={value ?? ''}
      onChange={event => onChange(event.target.value || undefined)}
    >
      <option value="">{t('dashboard.all_teams')}</option>
      {teams.map(team => (
        <option key={team.id} value={team.id}>
          {team.name}
        </option>
      ))}
    </NativeSelect>
  )
}
