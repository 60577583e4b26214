import { useSearchParams } from 'react-router'

/** What a short list is narrowed by; it stands in the address, so that a link shows the same. */
export function useTyped(name = 'q'): [string, (value: string) => void] {
  const [search, setSearch] = useSearchParams()
  return [
    search.get(name) ?? '',
    (value) => {
      const next = new URLSearchParams(search)
      if (value) next.set(name, value)
      else next.delete(name)
      setSearch(next, { replace: true })
    },
  ]
}
