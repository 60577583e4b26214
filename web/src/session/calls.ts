import { useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { isProblem } from '../api/http'
import type { Me } from './me'

export const SESSION = ['session'] as const

export function useSession() {
  return useQuery({
    queryKey: SESSION,
    staleTime: Infinity,
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

/** Ends the session; nothing of what its person saw is left in the page. */
export function useSignOut() {
  const queries = useQueryClient()
  return async (everywhere: boolean) => {
    await api.POST(everywhere ? '/api/v1/session/end-all' : '/api/v1/session/end')
    queries.clear()
    sessionStorage.clear()
    location.assign('/')
  }
}
