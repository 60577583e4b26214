import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { answer, api } from '../api/client'
import { isProblem } from '../api/http'
import { count } from '../format/money'
import { useWords } from '../i18n/text'
import type { Me } from './me'
import { clearPhone, inField, unsentHere } from './phone'

export const SESSION = ['session'] as const

export function useSession() {
  return useQuery({
    queryKey: SESSION,
    staleTime: Infinity,
    // Without a network the phone's pages open at once with what is kept there (Gate).
    networkMode: 'always',
    refetchOnWindowFocus: false,
    ...(inField() ? { retry: false } : {}),
    queryFn: async (): Promise<Me | null> => {
      try {
        return await answer(api.GET('/api/v1/session'))
      } catch (problem) {
        if (isProblem(problem, 401)) return null
        throw problem
      }
    },
  })
}

export const signIn = (login: string, password: string, code?: string): Promise<Me> =>
  answer(api.POST('/api/v1/session', { body: { login, password, code: code || null } }))

/** Ends the session; nothing of what its person saw is left in the page or on the phone, and what was not sent goes only once that is said. */
export function useSignOut() {
  const queries = useQueryClient()
  const { modal } = App.useApp()
  const { t } = useWords()
  return async (everywhere: boolean) => {
    const left = await unsentHere().catch(() => 0)
    if (left > 0) {
      const title = t('field.sign_out.unsent', { count: count(left) })
      if (!(await modal.confirm({ title, okText: t('field.sign_out.sure') }))) return
    }
    await api.POST(everywhere ? '/api/v1/session/end-all' : '/api/v1/session/end')
    await clearPhone()
    queries.clear()
    sessionStorage.clear()
    location.assign('/')
  }
}
