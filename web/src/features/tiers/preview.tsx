import { Link } from '@tanstack/react-router'
import { useT } from '@/lib/i18n'
import { KEYS, type TierPreview } from './data'
import { Words } from './rule-page'

/** What the rule would say and change, with the accounts by name. */
export function Preview({ preview }: { preview: TierPreview }) {
  const { t } = useT()
  const keys = KEYS.filter(key => preview.now[key] || preview.then[key])
  return (
    <>
      <Words words={preview.words} />
      <section aria-label={t('tier.preview')} className="flex flex-col gap-3">
        <h2 className="font-semibold">{t('tier.would', { n: preview.changes, of: preview.accounts })}</h2>
        {preview.held > 0 && <p className="text-sm text-fg2">{t('tier.held', { n: preview.held })}</p>}
        <table className="w-full max-w-sm text-sm">
          <thead className="text-left text-xs text-fg2">
            <tr>
              <th className="py-1 font-normal">{t('tier.title')}</th>
              <th className="py-1 text-right font-normal">{t('tier.now')}</th>
              <th className="py-1 text-right font-normal">{t('tier.then')}</th>
            </tr>
          </thead>
          <tbody className="tnum">
            {keys.map(key => (
              <tr key={key} className="border-t border-line">
                <td className="py-1">{key}</td>
                <td className="py-1 text-right">
                  <Link
                    to="/accounts"
                    search={{ filter: { field: 'tier', op: 'eq', value: key } }}
                    className="text-accent-ink hover:underline"
                  >
                    {preview.now[key] ?? 0}
                  </Link>
                </td>
                <td className="py-1 text-right">{preview.then[key] ?? 0}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <ul className="flex flex-col">
          {preview.moves.map(move => (
            <li key={move.account.id} className="flex flex-col border-t border-line py-1.5 text-sm">
              <span className="flex gap-2">
                <Link
                  to="/accounts/$id"
                  params={{ id: move.account.id }}
                  className="min-w-0 flex-1 truncate text-accent-ink hover:underline"
                >
                  {move.account.name}
                </Link>
                <span className="shrink-0">
                  {move.from ?? t('tier.none')} → {move.to}
                </span>
              </span>
              <span className="text-xs text-fg2">{move.why}</span>
            </li>
          ))}
        </ul>
        {preview.changes > preview.moves.length && (
          <p className="text-xs text-fg2">{t('tier.named', { n: preview.moves.length })}</p>
        )}
      </section>
    </>
  )
}
