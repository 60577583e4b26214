import { FileOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useWords } from '../i18n/text'
import { SidePanel } from '../parts/SidePanel'
import { useFiles } from './useFiles'

const Viewer = lazy(async () => ({ default: (await import('./Viewer')).Viewer }))

/** Evidence files of a record by the names that they were handed in with; each opens beside what it is evidence of. */
export function FileLinks({ digests }: { digests: string[] }) {
  const { t } = useWords()
  const files = useFiles(digests)
  const name = (index: number) => files.get(digests[index] ?? '')?.name ?? t('file.nth', { n: index + 1 })
  const [shown, setShown] = useState<number>()
  if (digests.length === 0) return null
  const digest = shown === undefined ? undefined : digests[shown]
  return (
    <div className="files">
      {digests.map((one, index) => (
        <Button key={one} size="small" title={name(index)} icon={<FileOutlined />} onClick={() => setShown(index)}>
          <span className="file-name">{name(index)}</span>
        </Button>
      ))}
      <SidePanel open={!!digest} onClose={() => setShown(undefined)} size="70vw" title={name(shown ?? 0)} destroyOnHidden>
        <Suspense>{digest && <Viewer digest={digest} name={name(shown ?? 0)} />}</Suspense>
      </SidePanel>
    </div>
  )
}
