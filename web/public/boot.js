// Before the first paint: the theme and the language that were last used, so that nothing flashes.
;(() => {
  const root = document.documentElement
  const theme = localStorage.getItem('theme') ?? 'system'
  const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.dataset.theme = dark ? 'dark' : 'light'
  const lang = localStorage.getItem('lang') ?? (navigator.language.startsWith('zh') ? 'zh-CN' : 'en')
  root.lang = lang === 'en' ? 'en' : 'zh-CN'
})()
