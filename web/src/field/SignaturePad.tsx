import { useEffect, useRef, useState, type PointerEvent } from 'react'
import { useWords } from '../i18n/text'
import { blobOf } from './picture'

/** The picture of a signature: two to one, black on white whatever the page's colours. */
const [WIDTH, HEIGHT] = [900, 450]

/** A finger, a pen or a mouse writes; nothing is kept until its person says that it is their signature. */
export function SignaturePad({ keep }: { keep: (picture: Blob) => Promise<void> }) {
  const { t } = useWords()
  const canvas = useRef<HTMLCanvasElement>(null)
  const last = useRef<[number, number]>(undefined)
  const [written, setWritten] = useState(false)
  const [busy, setBusy] = useState(false)

  function blank() {
    const draw = canvas.current?.getContext('2d')
    if (!draw) return
    draw.fillStyle = '#fff'
    draw.fillRect(0, 0, WIDTH, HEIGHT)
  }
  useEffect(blank, [])

  function at(event: PointerEvent<HTMLCanvasElement>): [number, number] {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect()
    return [((event.clientX - left) / width) * WIDTH, ((event.clientY - top) / height) * HEIGHT]
  }
  function line(event: PointerEvent<HTMLCanvasElement>) {
    const draw = canvas.current?.getContext('2d')
    if (!draw || !last.current) return
    const to = at(event)
    draw.strokeStyle = '#111'
    draw.lineWidth = 6
    draw.lineCap = 'round'
    draw.lineJoin = 'round'
    draw.beginPath()
    draw.moveTo(...last.current)
    draw.lineTo(...to)
    draw.stroke()
    last.current = to
    setWritten(true)
  }
  async function done() {
    if (!canvas.current) return
    setBusy(true)
    try {
      await keep(await blobOf(canvas.current, 'image/png'))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <div className="field-pad">
        <canvas
          ref={canvas}
          width={WIDTH}
          height={HEIGHT}
          role="img"
          aria-label={t('field.signing.here')}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId)
            last.current = at(event)
            line(event)
          }}
          onPointerMove={line}
          onPointerUp={() => (last.current = undefined)}
          onPointerCancel={() => (last.current = undefined)}
        />
        {!written && <span className="field-pad-hint">{t('field.signing.here')}</span>}
      </div>
      <div className="field-two">
        <button
          type="button"
          className="field-button"
          disabled={!written || busy}
          onClick={() => {
            blank()
            setWritten(false)
          }}
        >
          {t('field.signing.clear')}
        </button>
        <button type="button" className="field-button is-main" disabled={!written || busy} onClick={() => void done()}>
          {t('field.signing.done')}
        </button>
      </div>
    </>
  )
}
