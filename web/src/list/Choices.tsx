import { EyeOutlined, TableOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, Popover } from 'antd'
import { useState } from 'react'
import { useLocation } from 'react-router'
import { usePreference } from '../format/preference'
import { useWords } from '../i18n/text'
import { useMe } from '../session/me'

/** Which columns one sees. */
export function ColumnChoice({
  all,
  chosen,
  fixed,
  set,
}: {
  all: readonly { key: string; title: string }[]
  chosen: readonly string[]
  /** The column that is always there. */
  fixed: string
  set: (keys: string[]) => void
}) {
  const { t } = useWords()
  const content = (
    <div style={{ display: 'flex', flexDirection: 'column', gap: 6 }}>
      {all.map((column) => (
        <Checkbox
          key={column.key}
          checked={column.key === fixed || chosen.includes(column.key)}
          disabled={column.key === fixed}
          onChange={(event) =>
            set(event.target.checked ? [...chosen, column.key] : chosen.filter((key) => key !== column.key))
          }
        >
          {column.title}
        </Checkbox>
      ))}
    </div>
  )
  return (
    <Popover trigger="click" placement="bottomRight" content={content}>
      <Button icon={<TableOutlined />}>{t('list.columns')}</Button>
    </Popover>
  )
}

interface View {
  name: string
  search: string
  columns: readonly string[]
}
const NONE: View[] = []

/** A filter with its columns under a name, for this account on this machine. */
export function SavedViews({
  list,
  columns,
  apply,
}: {
  list: string
  columns: readonly string[]
  apply: (search: string, columns: readonly string[]) => void
}) {
  const { t } = useWords()
  const me = useMe()
  const { search } = useLocation()
  const [views, setViews] = usePreference<View[]>(`views.${me.login}.${list}`, NONE)
  const [name, setName] = useState('')
  const [open, setOpen] = useState(false)
  function save() {
    const wanted = name.trim()
    if (!wanted) return
    setViews([...views.filter((view) => view.name !== wanted), { name: wanted, search, columns }])
    setName('')
  }
  const content = (
    <div style={{ width: 260, display: 'flex', flexDirection: 'column', gap: 6 }}>
      {views.length === 0 && <span className="soft">{t('list.views.none')}</span>}
      {views.map((view) => (
        <div key={view.name} className="spread">
          <Button
            type="link"
            style={{ padding: 0 }}
            onClick={() => {
              apply(view.search, view.columns)
              setOpen(false)
            }}
          >
            {view.name}
          </Button>
          <Button type="text" size="small" onClick={() => setViews(views.filter((one) => one !== view))}>
            {t('list.views.remove')}
          </Button>
        </div>
      ))}
      <Input.Search
        value={name}
        maxLength={40}
        placeholder={t('list.views.name')}
        enterButton={t('list.views.save')}
        onChange={(event) => setName(event.target.value)}
        onSearch={save}
      />
    </div>
  )
  return (
    <Popover trigger="click" placement="bottomRight" content={content} open={open} onOpenChange={setOpen}>
      <Button icon={<EyeOutlined />}>{t('list.views')}</Button>
    </Popover>
  )
}
