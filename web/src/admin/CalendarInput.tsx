import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, DatePicker, Input, Select } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { useWords } from '../i18n/text'
import { daysBetween, daysOf, textOf, type SpecialDay } from './calendar'

/** Holidays and working weekends as days to add and take away; a text that says more is shown as it is. */
export function CalendarInput({
  id,
  value = '',
  onChange,
}: {
  id?: string
  value?: string
  onChange?: (text: string) => void
}) {
  const { t } = useWords()
  const days = daysOf(value)
  const [kind, setKind] = useState<SpecialDay['kind']>('holiday')
  const [span, setSpan] = useState<[Dayjs | null, Dayjs | null] | null>(null)
  const [name, setName] = useState('')
  const [provisional, setProvisional] = useState(false)
  const kinds = [
    { value: 'holiday' as const, label: t('calendar.holiday') },
    { value: 'makeup' as const, label: t('calendar.makeup') },
  ]
  if (!days) {
    return (
      <Input.TextArea
        id={id}
        value={value}
        autoSize={{ minRows: 4, maxRows: 16 }}
        onChange={(event) => onChange?.(event.target.value)}
      />
    )
  }
  function add() {
    const [first, last] = span ?? []
    if (!first || !last || !days) return
    const made = daysBetween(first.format('YYYY-MM-DD'), last.format('YYYY-MM-DD'))
    onChange?.(textOf([...days, ...made.map((day) => ({ day, kind, name, provisional }))]))
    setSpan(null)
  }
  return (
    <div id={id}>
      <div className="row" style={{ marginBottom: 8 }}>
        <Select aria-label={t('calendar.kind')} value={kind} onChange={setKind} options={kinds} style={{ width: 90 }} />
        <DatePicker.RangePicker
          aria-label={t('calendar.days')}
          value={span}
          onChange={setSpan}
          style={{ width: 230 }}
        />
        <Input
          aria-label={t('calendar.name')}
          placeholder={t('calendar.name')}
          value={name}
          style={{ width: 130 }}
          onChange={(event) => setName(event.target.value)}
        />
        <Checkbox checked={provisional} onChange={(event) => setProvisional(event.target.checked)}>
          {t('calendar.provisional')}
        </Checkbox>
        <Button icon={<PlusOutlined />} disabled={!span?.[0] || !span[1]} onClick={add}>
          {t('calendar.add')}
        </Button>
      </div>
      {days.length === 0 ? (
        <span className="soft">{t('calendar.none')}</span>
      ) : (
        <table className="simple">
          <tbody>
            {days.map((day) => (
              <tr key={day.day}>
                <td>{day.day}</td>
                <td>{kinds.find((one) => one.value === day.kind)?.label}</td>
                <td>{day.name}</td>
                <td className="soft">{day.provisional && t('calendar.provisional')}</td>
                <td className="num">
                  <Button
                    type="text"
                    size="small"
                    icon={<DeleteOutlined />}
                    aria-label={t('calendar.remove', { day: day.day })}
                    onClick={() => onChange?.(textOf(days.filter((one) => one !== day)))}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}
