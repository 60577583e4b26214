import { useQuery } from '@tanstack/react-query'
import { Button, Spin } from 'antd'
import { useEffect, useMemo } from 'react'
import { send } from '../api/http'
import { useWords } from '../i18n/text'
import { ProblemNote } from '../parts/ProblemNote'

/** Shows a picture, and a PDF in the browser's own reader; what a page cannot show without running it is handed out to be saved. */
export function Viewer({ digest, name }: { digest: string; name: string }) {
  const { t } = useWords()
  const path = `/api/v1/files/${digest}`
  const file = useQuery({
    queryKey: ['files', digest],
    gcTime: 0,
    queryFn: async () => (await send(new Request(path))).blob(),
  })
  const blob = file.data
  const address = useMemo(() => (blob ? URL.createObjectURL(blob) : undefined), [blob])
  useEffect(
    () => () => {
      if (address) URL.revokeObjectURL(address)
    },
    [address],
  )
  if (file.isError) return <ProblemNote problem={file.error} retry={() => void file.refetch()} />
  if (!blob || !address) return <Spin />
  const ending = blob.type.split('/').at(-1)?.replace('jpeg', 'jpg') ?? 'bin'
  const picture = /^image\/(png|jpeg|webp)$/.test(blob.type)
  const pdf = blob.type === 'application/pdf'
  return (
    <>
      <div className="row" style={{ marginBottom: 10 }}>
        <Button href={address} download={/\.\w+$/.test(name) ? name : `${digest.slice(0, 12)}.${ending}`}>
          {t('file.save')}
        </Button>
        {pdf && (
          <Button href={path} target="_blank" rel="noreferrer">
            {t('file.open')}
          </Button>
        )}
        <span className="soft">{t('file.digest', { digest })}</span>
      </div>
      {picture ? (
        <img src={address} alt={name} style={{ maxWidth: '100%' }} />
      ) : pdf ? (
        // By its own address: the headers under which it comes let nothing run and nobody else frame it.
        <iframe src={`${path}#navpanes=0&view=FitH`} title={name} className="pdf" />
      ) : (
        <p className="soft">{t('file.not_shown')}</p>
      )}
    </>
  )
}
