import { CameraOutlined, CloseOutlined } from '@ant-design/icons'
import { useRef, useState } from 'react'
import { useWords } from '../i18n/text'
import { addFile, one, tidy } from './keeper'
import { KeptPicture } from './KeptPicture'
import { photograph } from './picture'

interface Props {
  inspection: number
  /** What the photographs are of, for the names of their files. */
  name: string
  files: readonly string[]
  locked: boolean
  add: (ref: string) => void
  remove: (ref: string) => void
}

/** Photographs of an item, made smaller before they are kept. */
export function Photos({ inspection, name, files, locked, add, remove }: Props) {
  const { t } = useWords()
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState(false)

  async function take(chosen: FileList | null) {
    setBusy(true)
    setFailed(false)
    try {
      for (const [index, file] of [...(chosen ?? [])].entries()) {
        const picture = await photograph(file)
        add(await addFile(inspection, `${name}-${files.length + index + 1}.jpg`, picture))
      }
    } catch {
      setFailed(true)
    } finally {
      setBusy(false)
    }
  }
  function drop(ref: string) {
    remove(ref)
    const now = one(inspection)
    if (now) void tidy(now)
  }
  if (locked && files.length === 0) return null
  return (
    <div className="field-photos">
      {files.map((ref, index) => (
        <span key={ref} className="field-photo">
          <KeptPicture file={ref} alt={`${t('field.photo')} ${name}-${index + 1}`} />
          {!locked && (
            <button
              type="button"
              className="field-photo-off"
              aria-label={t('field.photo.remove')}
              onClick={() => drop(ref)}
            >
              <CloseOutlined />
            </button>
          )}
        </span>
      ))}
      {!locked && (
        <>
          <input
            ref={input}
            type="file"
            accept="image/*"
            capture="environment"
            hidden
            aria-label={`${t('field.item.photo')} ${name}`}
            onChange={(event) => {
              const { target } = event
              void take(target.files).finally(() => (target.value = ''))
            }}
          />
          <button type="button" className="field-photo-add" disabled={busy} onClick={() => input.current?.click()}>
            <CameraOutlined />
            {t('field.item.photo')}
          </button>
        </>
      )}
      {failed && (
        <p role="alert" className="field-wrong">
          {t('field.photo.failed')}
        </p>
      )}
    </div>
  )
}
