import { useQuery } from '@tanstack/react-query'
import { answer, api } from '../api/client'

/** What files are called and are, by their digests; those that are not one's own to read are missing. */
export function useFiles(digests: readonly string[]) {
  const query = useQuery({
    queryKey: ['files', 'known', ...digests],
    enabled: digests.length > 0,
    staleTime: 60 * 60_000,
    queryFn: () => answer(api.GET('/api/v1/files', { params: { query: { digest: digests.slice(0, 100).join(',') } } })),
  })
  return new Map((query.data ?? []).map((file) => [file.digest, file]))
}
