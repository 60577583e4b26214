import { useSearchParams } from 'react-router'

/** What a list is narrowed by stands in the address, so that a link shows the same. */
export function useAddress() {
  const [search, setSearch] = useSearchParams()
  return {
    search,
    value: (name: string) => search.get(name) ?? '',
    set: (changes: Record<string, string | undefined>) => {
      const next = new URLSearchParams(search)
      for (const [name, value] of Object.entries(changes)) {
        if (value) next.set(name, value)
        else next.delete(name)
      }
      setSearch(next, { replace: true })
    },
    replace: (text: string) => setSearch(new URLSearchParams(text)),
  }
}
