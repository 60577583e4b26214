import { DownloadOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { day } from '../format/time'
import { useWords } from '../i18n/text'
import { isProblem } from '../api/http'
import type { Column } from './column'
import { saveFile } from './save'
import { csv, seen } from './seen'

interface Props<T> {
  text: string
  name: string
  columns: readonly Column<T>[]
  /** The rows, or how all of them are fetched. */
  rows: readonly T[] | (() => Promise<readonly T[]>)
}

/** Saves a list as it is seen, where the API exports none. */
export function ExportSeen<T>({ text, name, columns, rows }: Props<T>) {
  const { t } = useWords()
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  async function save() {
    setBusy(true)
    try {
      const all = typeof rows === 'function' ? await rows() : rows
      const table = new Blob([csv(seen(columns, all))], { type: 'text/csv;charset=utf-8' })
      saveFile(`${name} ${day(Date.now())}.csv`, table)
      void message.success(t('list.exported', { count: all.length }))
    } catch (error) {
      void message.error(isProblem(error) ? error.body.detail : t('problem.unknown'))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button
      icon={<DownloadOutlined />}
      loading={busy}
      disabled={typeof rows !== 'function' && rows.length === 0}
      onClick={() => void save()}
    >
      {text}
    </Button>
  )
}
