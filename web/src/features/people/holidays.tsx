import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { today, weekdayText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { Badge } from '@/ui/bits'
import { Button, IconButton } from '@/ui/button'
import { Input, NativeSelect } from '@/ui/field'

interface Props {
  edits: boolean
  days: Record<string, boolean>
  onChange: (days: Record<string, boolean>) => void
}

/** Days that differ from their weekday: public holidays, and weekend days that are worked. Years that are over are folded away. */
export function Holidays({ edits, days, onChange }: Props) {
  const { t } = useT()
  const year = today().slice(0, 4)
  const [day, setDay] = useState('')
  const [worked, setWorked] = useState('off')
  const [all, setAll] = useState(false)
  const known = Object.keys(days).sort()
  const shown = all ? known : known.filter(one => one >= year)
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold">{t('company.holidays')}</h2>
      <p className="text-sm text-fg2">{t('company.holidays_lead')}</p>
      {edits && (
        <div className="flex flex-wrap items-center gap-2">
          <Input
            type="date"
            className="w-40"
            aria-label={t('company.day')}
            value={day}
            onChange={event => setDay(event.target.value)}
          />
          <NativeSelect
            aria-label={t('company.kind')}
            className="w-28"
            value={worked}
            onChange={event => setWorked(event.target.value)}
          >
            <option value="off">{t('company.off')}</option>
            <option value="on">{t('company.on')}</option>
          </NativeSelect>
          <Button
            size="sm"
            disabled={day === ''}
            onClick={() => {
              onChange({ ...days, [day]: worked === 'on' })
              setDay('')
            }}
          >
            {t('company.add_day')}
          </Button>
        </div>
      )}
      <ul className="grid gap-x-6 md:grid-cols-2">
        {shown.map(one => (
          <li key={one} className="flex min-h-9 items-center gap-2 border-b border-line text-sm">
            <span className="tnum">{one}</span>
            <span className="text-fg2">{weekdayText(one)}</span>
            <span className="flex-1" />
            <Badge tone={days[one] ? 'accent' : 'plain'}>{t(days[one] ? 'company.on' : 'company.off')}</Badge>
            {edits && (
              <IconButton
                label={t('company.remove_day', { day: one })}
                onClick={() => onChange(Object.fromEntries(Object.entries(days).filter(([other]) => other !== one)))}
              >
                <Trash2 className="size-4" />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      {!all && shown.length < known.length && (
        <Button size="sm" tone="ghost" className="self-start" onClick={() => setAll(true)}>
          {t('company.earlier', { n: known.length - shown.length })}
        </Button>
      )}
    </section>
  )
}
