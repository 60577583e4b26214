import { useEffect, useState } from 'react'
import { send } from '../api/http'
import { useWords } from '../i18n/text'
import { fileKept } from './store'
import { isLocal } from './types'

async function bytesOf(file: string): Promise<Blob | undefined> {
  if (isLocal(file)) return (await fileKept(file))?.blob
  return (await send(new Request(`/api/v1/files/${file}`), true)).blob()
}

/** A picture that is on this phone, or on the server where it was sent already. */
export function KeptPicture({ file, alt }: { file: string; alt: string }) {
  const { t } = useWords()
  const [address, setAddress] = useState<string>()
  const [missing, setMissing] = useState(false)
  useEffect(() => {
    let made: string | undefined
    let over = false
    bytesOf(file)
      .then((blob) => {
        if (over) return
        if (!blob) return setMissing(true)
        made = URL.createObjectURL(blob)
        setAddress(made)
        setMissing(false)
      })
      .catch(() => !over && setMissing(true))
    return () => {
      over = true
      if (made) URL.revokeObjectURL(made)
    }
  }, [file])
  if (missing) return <span className="field-missing soft">{t('field.photo.online')}</span>
  return address ? <img src={address} alt={alt} /> : <span className="field-missing" />
}
