import { EnvironmentOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { minute } from '../format/time'
import { useWords } from '../i18n/text'
import { askSpot, placeText, type SpotProblem } from './spot'
import type { Draft } from './types'
import type { Change } from './Visit'

/** Where one stands: read when its person taps for it, and at no other time. */
export function SpotField({ draft, change, locked }: { draft: Draft | undefined; change: Change; locked: boolean }) {
  const { t } = useWords()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<SpotProblem>()
  const spot = draft?.spot

  async function record() {
    setBusy(true)
    setProblem(undefined)
    try {
      const found = await askSpot()
      change((was) => ({ ...was, spot: found }))
    } catch (why) {
      setProblem(why === 'denied' || why === 'insecure' ? why : 'unknown')
    } finally {
      setBusy(false)
    }
  }
  if (locked && !spot) return null
  return (
    <section className="field-section">
      <h3>{t('field.spot')}</h3>
      {spot ? (
        <p>
          {placeText(spot)}
          <br />
          <span className="soft">{t('field.spot.accuracy', { metres: spot.accuracy, at: minute(spot.at) })}</span>
        </p>
      ) : (
        <p className="soft">{t('field.spot.what')}</p>
      )}
      {problem && (
        <p role="alert" className="field-wrong">
          {t(`field.spot.${problem}`)}
        </p>
      )}
      {!locked && (
        <div className="field-two">
          <button type="button" className="field-button" disabled={busy} onClick={() => void record()}>
            <EnvironmentOutlined /> {t(spot ? 'field.spot.again' : 'field.spot.record')}
          </button>
          {spot && (
            <button
              type="button"
              className="field-button"
              onClick={() => change((was) => ({ ...was, spot: undefined }))}
            >
              {t('field.spot.remove')}
            </button>
          )}
        </div>
      )}
    </section>
  )
}
