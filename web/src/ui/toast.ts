import { late } from '@/lib/late'

export interface Notice {
  text: string
  tone?: 'ok' | 'bad'
  action?: { label: string; run: () => void }
}

/** What draws it. */
export const toaster = late(() => import('./toaster'))

/** Says something in passing, at the foot of the page. What draws it is loaded apart from the shell. */
export function notify(notice: Notice) {
  void toaster().then(drawn => drawn.show(notice))
}
