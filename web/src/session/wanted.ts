// Where somebody wanted to go, kept while they are away at the identity provider.
const KEY = 'sign-on.wanted'

export const RETURN = '/sign-in/oidc'

export function keepWanted() {
  const here = location.pathname + location.search
  sessionStorage.setItem(KEY, here.startsWith(RETURN) ? '/' : here)
}

/** An address of this console alone: one slash at the beginning, and no other host. */
export function takeWanted(): string {
  const kept = sessionStorage.getItem(KEY) ?? '/'
  sessionStorage.removeItem(KEY)
  return /^\/(?![/\\])/.test(kept) ? kept : '/'
}
