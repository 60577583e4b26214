import { useEffect, useRef } from 'react'

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** Keys that work on a page while nobody types and nothing lies over it. */
export function useHotkeys(keys: Record<string, (event: KeyboardEvent) => void>) {
  const current = useRef(keys)
  useEffect(() => {
    current.current = keys
  })
  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return
      if (document.querySelector('.ant-drawer-open, .ant-modal-wrap:not([style*="display: none"])')) return
      if (event.key === 'Enter' && event.target instanceof HTMLElement && event.target.closest('a, button')) return
      const act = current.current[event.key]
      if (!act) return
      event.preventDefault()
      act(event)
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
}
