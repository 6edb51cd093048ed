import { useQuery } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { pageQuery } from '@/api/queries'
import { useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { Button, IconButton } from '@/ui/button'
import { Input, NativeSelect } from '@/ui/field'
import { KEYS, linesOf, type Rule, type Tier, withLines } from './data'

interface Props {
  rule: Rule
  edits: boolean
  onChange: (part: Partial<Rule>) => void
}

/** The tiers from the best on: from which line, what they are called, how often contacted, who serves them. */
export function TierRows({ rule, edits, onChange }: Props) {
  const { t } = useT()
  const known = useObject('teams') !== undefined
  const teams = useQuery({ ...pageQuery('teams', { sort: 'name', limit: 200 }), enabled: known }).data?.data ?? []
  const lines = linesOf(rule.way)
  const line = 'abc' in rule.way ? 'tier.line_abc' : 'rfm' in rule.way ? 'tier.line_rfm' : 'tier.line_points'
  const change = (at: number, part: Partial<Tier>) =>
    onChange({ tiers: rule.tiers.map((tier, i) => (i === at ? { ...tier, ...part } : tier)) })
  const draw = (at: number, value: number) => onChange({ way: withLines(rule.way, lines.with(at, value)) })

  function add() {
    const last = lines.at(-1) ?? 0
    const next = 'abc' in rule.way ? Math.min(99, last + 2) : Math.max('rfm' in rule.way ? 3 : -100, last - 2)
    onChange({
      way: withLines(rule.way, [...lines, next]),
      tiers: [...rule.tiers, { name: '', every_days: null, team: null }],
    })
  }

  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold">{t('tier.tiers')}</h2>
      {rule.tiers.map((tier, i) => {
        const key = KEYS[i] ?? 'E'
        const value = lines[i]
        return (
          <div key={key} className="flex flex-wrap items-center gap-2">
            <span className="w-5 font-semibold">{key}</span>
            {value === undefined ? (
              <span className="w-50 text-sm text-fg2">{t('tier.rest')}</span>
            ) : (
              <span className="flex w-50 items-center gap-1.5 text-sm text-fg2">
                {t(line)}
                <Input
                  type="number"
                  required
                  className="w-20"
                  aria-label={t('tier.line_of', { tier: key })}
                  value={value}
                  onChange={e => draw(i, Number(e.target.value))}
                />
              </span>
            )}
            <Input
              className="w-32"
              maxLength={20}
              placeholder={t('tier.name')}
              aria-label={t('tier.name_of', { tier: key })}
              value={tier.name}
              onChange={e => change(i, { name: e.target.value })}
            />
            <span className="flex items-center gap-1.5 text-sm text-fg2">
              {t('tier.contact')}
              <Input
                type="number"
                min={1}
                max={730}
                className="w-18"
                aria-label={t('tier.days_of', { tier: key })}
                value={tier.every_days ?? ''}
                onChange={e => change(i, { every_days: e.target.value ? Number(e.target.value) : null })}
              />
              {t('tier.days')}
            </span>
            <NativeSelect
              className="w-36"
              aria-label={t('tier.team_of', { tier: key })}
              value={tier.team ?? ''}
              onChange={e => change(i, { team: e.target.value || null })}
            >
              <option value="">{t('tier.any_team')}</option>
              {teams.map(team => (
                <option key={team.id} value={team.id}>
                  {String(team.name)}
                </option>
              ))}
            </NativeSelect>
          </div>
        )
      })}
      {edits && (
        <div className="flex gap-2">
          {rule.tiers.length < KEYS.length && (
            <Button size="sm" onClick={add}>
              <Plus className="size-3.5" />
              {t('tier.add')}
            </Button>
          )}
          {rule.tiers.length > 2 && (
            <IconButton
              label={t('tier.remove', { tier: KEYS[rule.tiers.length - 1] ?? '' })}
              className="size-7"
              onClick={() => onChange({ way: withLines(rule.way, lines.slice(0, -1)), tiers: rule.tiers.slice(0, -1) })}
            >
              <Trash2 className="size-4" />
            </IconButton>
          )}
        </div>
      )}
    </section>
  )
}
