import { useT } from '@/lib/i18n'
import type { RowFault } from './upload'

/** The rows that are refused, and why. */
export function Faults({ faults, of }: { faults: RowFault[]; of: number }) {
  const { t } = useT()
  if (faults.length === 0) return null
  return (
    <div className="overflow-x-auto rounded-xl border border-line bg-surface">
      <table className="w-full text-sm">
        <caption className="px-3 py-2 text-left text-xs text-fg2">
          {faults.length < of ? t('import.faults_some', { n: faults.length, of }) : t('import.faults', { n: of })}
        </caption>
        <thead>
          <tr className="border-y border-line text-left text-xs text-fg2">
            <th className="px-3 py-1.5 font-normal">{t('import.row')}</th>
            <th className="px-3 py-1.5 font-normal">{t('import.column')}</th>
            <th className="px-3 py-1.5 font-normal">{t('import.value')}</th>
            <th className="px-3 py-1.5 font-normal">{t('import.why')}</th>
          </tr>
        </thead>
        <tbody>
          {faults.map(fault => (
            <tr key={`${fault.line} ${fault.code} ${fault.column}`} className="border-b border-line last:border-b-0">
              <td className="tnum px-3 py-1.5">{fault.line}</td>
              <td className="px-3 py-1.5 whitespace-nowrap">
                <bdi>{fault.header || fault.column || ''}</bdi>
              </td>
              <td className="max-w-48 truncate px-3 py-1.5 text-fg2">
                <bdi>{fault.value ?? ''}</bdi>
              </td>
              <td className="px-3 py-1.5 text-bad">{fault.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
