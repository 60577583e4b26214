import { FileOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { send } from '../api/http'

/** A small picture of an evidence file; of what is no picture, a sign. Opened, it is shown as all files are (files/Viewer). */
export function Thumbnail({ digest, title, open }: { digest: string; title: string; open: () => void }) {
  const file = useQuery({
    queryKey: ['files', digest],
    gcTime: 0,
    queryFn: async () => (await send(new Request(`/api/v1/files/${digest}`))).blob(),
  })
  const picture = file.data && /^image\/(png|jpeg|webp)$/.test(file.data.type) ? file.data : undefined
  const address = useMemo(() => (picture ? URL.createObjectURL(picture) : undefined), [picture])
  useEffect(
    () => () => {
      if (address) URL.revokeObjectURL(address)
    },
    [address],
  )
  return (
    <button type="button" className="shot" title={title} aria-label={title} onClick={open}>
      {address ? <img src={address} alt="" /> : <FileOutlined />}
    </button>
  )
}
