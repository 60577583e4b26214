import { QueryClient } from '@tanstack/react-query'
import { Problem } from '../api/http'

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: true,
      // What the API has refused it will refuse again; only what did not reach it is tried once more.
      retry: (failures, error) =>
        failures < 2 && (!(error instanceof Problem) || error.status === 0 || error.status >= 502),
    },
    mutations: { retry: false },
  },
})
