import type { Fix, ObjectDef } from '@/api/types'
import { fieldOf } from '@/app/hooks'
import type { Translate } from '@/lib/i18n'

/** What the button of a fix says. */
export function fixLabel(fix: Fix, objects: ObjectDef[], t: Translate): string {
  const object = 'object' in fix ? objects.find(o => o.key === fix.object) : undefined
  switch (fix.kind) {
    case 'field':
      return t('form.fill', { what: fieldOf(object, fix.field)?.label ?? '' })
    case 'create':
      return t('fix.create', { what: object?.label_one ?? '' })
    case 'question':
      return t('fix.question')
    case 'log': {
      const kind = fieldOf(
        objects.find(o => o.key === 'activities'),
        'kind',
      )?.options?.find(o => o.key === fix.activity)
      return t('fix.log', { what: kind?.label ?? '' })
    }
    case 'step':
      return t('fix.step')
  }
}
