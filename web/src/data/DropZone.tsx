import { FolderOpenOutlined, InboxOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { useWords } from '../i18n/text'
import { filesOf } from './dropped'

interface Props {
  take: (files: File[]) => void
  many: boolean
  busy?: boolean
}

/** Where files, or a whole folder, are dropped or picked. */
export function DropZone({ take, many, busy }: Props) {
  const { t } = useWords()
  const [over, setOver] = useState(false)
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const picked = (list: FileList | null) => list && list.length > 0 && take([...list])
  return (
    <div
      className={over ? 'drop drop-over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        void filesOf(event.dataTransfer).then((found) => take(many ? found : found.slice(0, 1)))
      }}
    >
      <input
        ref={files}
        type="file"
        hidden
        multiple={many}
        accept=".csv,.tsv,.txt,.xls,.xlsx,.ods"
        onChange={(event) => {
          picked(event.target.files)
          event.target.value = ''
        }}
      />
      <input
        ref={(input) => {
          folder.current = input
          input?.setAttribute('webkitdirectory', '')
        }}
        type="file"
        hidden
        onChange={(event) => {
          picked(event.target.files)
          event.target.value = ''
        }}
      />
      <InboxOutlined className="drop-mark" />
      <b>{t(many ? 'import.drop' : 'precheck.drop')}</b>
      <span className="soft">{t(many ? 'import.kinds' : 'precheck.kinds')}</span>
      <div className="row">
        <Button loading={busy} onClick={() => files.current?.click()}>
          {t(many ? 'import.pick' : 'precheck.pick')}
        </Button>
        {many && (
          <Button icon={<FolderOpenOutlined />} disabled={busy} onClick={() => folder.current?.click()}>
            {t('import.pick_folder')}
          </Button>
        )}
      </div>
    </div>
  )
}
