import { useEffect } from 'react'
import { useT } from './i18n'

/** What the browser's tab says. */
export function useTitle(name: string) {
  const { t, lang } = useT()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the product's name changes with the language
  useEffect(() => {
    document.title = name === '' ? t('app.name') : `${name} · ${t('app.name')}`
  }, [name, lang])
}
