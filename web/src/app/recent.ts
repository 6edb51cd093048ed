/** The page of a record that can be found. */
const PAGE = /^\/(?:opportunities|accounts|contacts|leads|tasks)\/([0-9a-f]{8}-[0-9a-f-]{27})$/

/** As many as a search may be told. */
const KEPT = 20

const keyOf = (user: string) => `recent ${user}`

/** The records that somebody opened in this browser, the latest first. Only their ids are kept here. */
export function recent(user: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(user)) ?? '[]')
    return Array.isArray(kept) ? kept.filter(id => typeof id === 'string').slice(0, KEPT) : []
  } catch {
    return []
  }
}

/** Notes that somebody opened a page, if it is a record's. */
export function remember(user: string, path: string) {
  const id = PAGE.exec(path)?.[1]
  if (!id) return
  const others = recent(user).filter(other => other !== id)
  try {
    localStorage.setItem(keyOf(user), JSON.stringify([id, ...others].slice(0, KEPT)))
  } catch {
    // A browser that keeps nothing finds what is searched for all the same.
  }
}
