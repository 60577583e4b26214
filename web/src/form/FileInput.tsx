import { PaperClipOutlined } from '@ant-design/icons'
import { Button, Tag } from 'antd'
import { useRef, useState } from 'react'
import type { Schemas } from '../api/client'
import { call, isProblem } from '../api/http'
import { useFiles } from '../files/useFiles'
import { useWords } from '../i18n/text'

const names = new Map<string, string>()
const ACCEPTED = '.pdf,.ofd,.jpg,.jpeg,.png,.tif,.tiff,.docx,.xlsx,.mp4'

interface Props {
  id?: string
  value?: string[] | string | null
  onChange?: (value: string[] | string | undefined) => void
  many: boolean
}

/** Evidence: each file is sent at once and is known by its digest from then on. */
export function FileInput({ id, value, onChange, many }: Props) {
  const { t } = useWords()
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(0)
  const [said, setSaid] = useState<string[]>([])
  const digests = Array.isArray(value) ? value : value ? [value] : []
  // Those of a draft that was begun before the page was opened.
  const files = useFiles(digests.filter((digest) => !names.has(digest)))
  const give = (next: string[]) => onChange?.(many ? next : next[0])

  async function add(files: FileList | null) {
    setSaid([])
    let next = many ? digests : []
    for (const file of files ?? []) {
      setBusy((count) => count + 1)
      try {
        const { data } = await call<Schemas['EvidenceFile']>('POST', '/files', {
          query: { name: file.name },
          body: file,
        })
        names.set(data.digest, data.name)
        next = many ? [...next.filter((one) => one !== data.digest), data.digest] : [data.digest]
        give(next)
      } catch (error) {
        setSaid((all) => [...all, isProblem(error) ? `${file.name}：${error.body.detail}` : file.name])
      } finally {
        setBusy((count) => count - 1)
      }
    }
  }
  return (
    <div
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        void add(event.dataTransfer.files)
      }}
    >
      <input
        ref={input}
        type="file"
        style={{ display: 'none' }}
        multiple={many}
        accept={ACCEPTED}
        onChange={(event) => void add(event.target.files).finally(() => (event.target.value = ''))}
      />
      <div className="row">
        <Button id={id} icon={<PaperClipOutlined />} loading={busy > 0} onClick={() => input.current?.click()}>
          {t('file.add')}
        </Button>
        {digests.map((digest, index) => (
          <Tag key={digest} closable onClose={() => give(digests.filter((one) => one !== digest))}>
            {names.get(digest) ?? files.get(digest)?.name ?? t('file.nth', { n: index + 1 })}
          </Tag>
        ))}
        {digests.length === 0 && <span className="soft">{t('file.kinds')}</span>}
      </div>
      {said.map((one) => (
        <div key={one} role="alert" style={{ color: 'var(--red)' }}>
          {one}
        </div>
      ))}
    </div>
  )
}
