export interface Notice {
  text: string
  tone?: 'ok' | 'bad'
  action?: { label: string; run: () => void }
}

/** Says something in passing, at the foot of the page. What draws it is loaded apart from the shell. */
export function notify(notice: Notice) {
  void import('./toaster').then(toaster => toaster.show(notice))
}
