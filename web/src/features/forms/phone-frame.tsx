import { useEffect, useRef } from 'react'
import '@/public/form.css'
import { useT } from '@/lib/i18n'
import { draw, type PublicForm } from '@/public/draw'

/** The form on a phone, drawn by the very lines that draw it for visitors. Nothing is sent from here. */
export function PhoneFrame({ form }: { form: PublicForm }) {
  const { t, lang } = useT()
  const box = useRef<HTMLDivElement>(null)
  const shown = JSON.stringify(form)
  useEffect(() => {
    if (box.current) draw(box.current, JSON.parse(shown) as PublicForm, lang, async () => null)
  }, [shown, lang])
  return (
    <section aria-label={t('forms.preview')} className="pf-phone">
      {/* It shows how it looks; to fill it in one opens the link. */}
      <div inert className="pf">
        <div ref={box} className="pf-main" />
      </div>
    </section>
  )
}
