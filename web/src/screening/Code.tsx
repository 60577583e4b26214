import { useRef, type Ref } from 'react'
import { useWords } from '../i18n/text'
import type { Fault } from './calls'
import './screening.css'

interface Props {
  text: string
  change?: (text: string) => void
  faults?: readonly Fault[]
  label: string
  area?: Ref<HTMLTextAreaElement>
  /** Lines that are shown at least. */
  least?: number
}

/** A text with numbered lines; what is wrong with a line stands at it. Without `change` it is only read. */
export function Code({ text, change, faults = [], label, area, least = 4 }: Props) {
  const { t } = useWords()
  const inner = useRef<HTMLDivElement>(null)
  const lines = text.split('\n')
  const rows = Math.max(least, lines.length)
  const bad = new Map<number, string>()
  for (const fault of faults) {
    const line = Math.min(Math.max(fault.line, 1), rows)
    bad.set(line, [bad.get(line), fault.reason].filter(Boolean).join('；'))
  }
  return (
    <div className="code" ref={inner}>
      <div className="code-lines" aria-hidden="true">
        {Array.from({ length: rows }, (_, index) => (
          <span key={index} className={bad.has(index + 1) ? 'code-bad' : undefined}>
            {index + 1}
          </span>
        ))}
      </div>
      <div className="code-body">
        {[...bad].map(([line, reason]) => (
          <div key={line} className="code-fault" style={{ top: (line - 1) * 20 + 6 }}>
            <span role="alert" title={reason}>
              {t('editor.at', { line })}
              {t('colon')}
              {reason}
            </span>
          </div>
        ))}
        <textarea
          ref={area}
          aria-label={label}
          aria-invalid={bad.size > 0}
          readOnly={!change}
          spellCheck={false}
          autoCapitalize="off"
          wrap="off"
          rows={rows}
          value={text}
          onChange={(event) => change?.(event.target.value)}
        />
      </div>
    </div>
  )
}
