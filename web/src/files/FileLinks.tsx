import { FileOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useWords } from '../i18n/text'
import { SidePanel } from '../parts/SidePanel'

const Viewer = lazy(async () => ({ default: (await import('./Viewer')).Viewer }))

/** Evidence files of a record; each opens beside what it is evidence of. */
export function FileLinks({ digests }: { digests: string[] }) {
  const { t } = useWords()
  const [shown, setShown] = useState<number>()
  if (digests.length === 0) return null
  const digest = shown === undefined ? undefined : digests[shown]
  return (
    <div className="files">
      {digests.map((one, index) => (
        <Button key={one} size="small" icon={<FileOutlined />} onClick={() => setShown(index)}>
          {t('file.nth', { n: index + 1 })}
        </Button>
      ))}
      <SidePanel
        open={!!digest}
        onClose={() => setShown(undefined)}
        size="70vw"
        title={t('file.nth', { n: (shown ?? 0) + 1 })}
        destroyOnHidden
      >
        <Suspense>{digest && <Viewer digest={digest} />}</Suspense>
      </SidePanel>
    </div>
  )
}
