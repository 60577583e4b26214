import { DatePicker, Input, InputNumber, Select, Space } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { span, spanUnits, type SpanUnit } from '../format/time'
import { fen, yuan } from '../format/money'
import { useWords } from '../i18n/text'
import { unitText } from '../record/clocks'

interface Control<T> {
  id?: string
  value?: T | null
  onChange?: (value: T | undefined) => void
}

/** Typed in yuan, kept in fen. */
export function MoneyInput({ id, value, onChange }: Control<number>) {
  const { t } = useWords()
  const [text, setText] = useState(() => yuan(value))
  const [kept, setKept] = useState(value)
  if (kept !== value) {
    setKept(value)
    if (fen(text) !== (value ?? undefined)) setText(yuan(value))
  }
  const wrong = text.trim() !== '' && fen(text) === undefined
  return (
    <Input
      id={id}
      value={text}
      inputMode="decimal"
      status={wrong ? 'error' : undefined}
      suffix={t('money.unit')}
      className="num"
      onChange={(event) => {
        setText(event.target.value)
        const value = fen(event.target.value)
        setKept(value)
        onChange?.(value)
      }}
      onBlur={() => !wrong && setText(yuan(fen(text)))}
    />
  )
}

/** Kept as 2026-03-05. */
export function DayInput({ id, value, onChange }: Control<string>) {
  return (
    <DatePicker
      id={id}
      style={{ width: '100%' }}
      value={value ? dayjs(value) : null}
      onChange={(picked) => onChange?.(picked ? picked.format('YYYY-MM-DD') : undefined)}
    />
  )
}

/** Kept in UTC. */
export function MomentInput({ id, value, onChange }: Control<string>) {
  return (
    <DatePicker
      id={id}
      showTime={{ format: 'HH:mm' }}
      format="YYYY-MM-DD HH:mm"
      style={{ width: '100%' }}
      value={value ? dayjs(value) : null}
      onChange={(picked) => onChange?.(picked ? picked.toISOString() : undefined)}
    />
  )
}

/** Kept as 15wd. */
export function SpanInput({ id, value, onChange }: Control<string>) {
  const words = useWords()
  const found = value ? span(value) : undefined
  const [unit, setUnit] = useState<SpanUnit>(found?.[1] ?? 'd')
  const shown = found?.[1] ?? unit
  return (
    <Space.Compact>
      <InputNumber
        id={id}
        min={1}
        precision={0}
        style={{ width: 100 }}
        value={found?.[0]}
        onChange={(number) => onChange?.(number ? `${number}${shown}` : undefined)}
      />
      <Select
        value={shown}
        style={{ width: 110 }}
        aria-label={words.t('span.unit')}
        options={spanUnits.map((one) => ({ value: one, label: unitText(one, words) }))}
        onChange={(next: SpanUnit) => {
          setUnit(next)
          if (found) onChange?.(`${found[0]}${next}`)
        }}
      />
    </Space.Compact>
  )
}
