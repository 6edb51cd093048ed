/** What the public page says of its own. It is kept apart from the app's texts, so that strangers load a few lines only. */
const zh = {
  send: '提交',
  sending: '正在提交…',
  must: '必填',
  wait: '正在打开…',
  gone: '此表单已关闭或链接有误。',
  offline: '网络不通，内容还在：请检查网络后再次提交。',
  often: '提交过于频繁，请稍后再试。',
  failed: '没有提交成功，请稍后再试。',
  other: 'English',
  trap: '请勿填写',
}

const en: typeof zh = {
  send: 'Send',
  sending: 'Sending…',
  must: 'required',
  wait: 'Opening…',
  gone: 'This form is closed, or the link is wrong.',
  offline: 'No network. What you wrote is still here: check the connection and send it again.',
  often: 'Too many at once: please try again later.',
  failed: 'It was not sent: please try again later.',
  other: '中文',
  trap: 'Leave this empty',
}

export type PublicLang = 'zh-CN' | 'en'

export const words = (lang: PublicLang) => (lang === 'en' ? en : zh)
