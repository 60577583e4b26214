import { Input } from 'antd'
import { useEffect, useState } from 'react'
import { useLater } from '../parts/useLater'

/** Narrows a list while somebody types, once they have stopped for a moment. */
export function TypedFilter({ value, set, label }: { value: string; set: (text: string) => void; label: string }) {
  const [text, setText] = useState(value)
  const [seen, setSeen] = useState(value)
  if (seen !== value) {
    setSeen(value)
    setText(value)
  }
  const later = useLater(text)
  useEffect(() => {
    if (later === text && later !== value) set(later)
    // Only what was typed is told, not what the address says.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [later])
  return (
    <Input
      className="typed"
      allowClear
      value={text}
      placeholder={label}
      aria-label={label}
      onChange={(event) => setText(event.target.value)}
    />
  )
}
