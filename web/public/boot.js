// Before the first paint: the theme and the language that were last used, so that nothing flashes; and what the page will ask
// for, so that it comes beside the page itself.
;(() => {
  const root = document.documentElement
  const theme = localStorage.getItem('theme') ?? 'system'
  const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.dataset.theme = dark ? 'dark' : 'light'
  const chosen = localStorage.getItem('lang') ?? (navigator.language.startsWith('zh') ? 'zh-CN' : 'en')
  const lang = chosen === 'en' ? 'en' : 'zh-CN'
  root.lang = lang

  const { langs, pages } = JSON.parse(document.querySelector('meta[name=ahead]')?.content ?? '{"langs":{},"pages":{}}')
  const path = location.pathname
  const page = Object.keys(pages)
    .filter(start => path === start || (start.length > 1 && start.endsWith('/') && path.startsWith(start)))
    .sort((a, b) => b.length - a.length)[0]
  for (const file of [...(langs[lang] ?? []), ...(pages[page] ?? [])]) {
    const link = document.createElement('link')
    link.rel = 'modulepreload'
    link.crossOrigin = ''
    link.href = `/assets/${file}`
    document.head.append(link)
  }
  if (/^\/(sign-in|setup|join)\b/.test(path)) return
  const headers = { accept: 'application/json', 'accept-language': lang }
  window.ahead = {}
  for (const what of ['/me', '/objects']) {
    const answer = fetch(`/api/v1${what}`, { headers })
    // Whoever takes it hears of it.
    answer.catch(() => undefined)
    window.ahead[what] = answer
  }
})()
