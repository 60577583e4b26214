import { useWords } from '../i18n/text'
import { useDeeds } from './context'
import { put } from './keeper'
import { Discard } from './Notice'
import { differences, hold, renew, renewable } from './outbox'
import type { Kept } from './types'

/** Somebody else was faster: what they did, in words, and the two ways on. Nothing that was written here is lost by either. */
export function Conflict({ kept }: { kept: Kept }) {
  const { t, label } = useWords()
  const { send } = useDeeds()
  if (kept.phase.is !== 'conflict') return null
  const { theirs, said } = kept.phase
  const found = theirs && differences(kept.record, theirs)
  const theirWord = (code: string) =>
    [code, label('InspectionFinding', theirs?.answers[code]?.finding)].filter(Boolean).join(' ')
  return (
    <div className="field-note is-wrong" role="alert">
      <p>
        <b>{t('field.conflict.title')}</b>
      </p>
      {theirs ? <p>{said.detail}</p> : <p>{t('field.conflict.gone')}</p>}
      {theirs && found && (
        <ul>
          {found.items.length > 0 && (
            <li>{t('field.conflict.items', { items: found.items.map(theirWord).join('、') })}</li>
          )}
          {found.state && <li>{t('field.conflict.state', { state: label('InspectionState', theirs.state) })}</li>}
          {found.visit && <li>{t('field.conflict.visit')}</li>}
        </ul>
      )}
      <p>{t('field.conflict.kept')}</p>
      {renewable(kept) && found && found.items.length > 0 && <p>{t('field.conflict.over')}</p>}
      <div className="field-two">
        <button type="button" className="field-button" onClick={() => void put(hold(kept))}>
          {t('field.conflict.hold')}
        </button>
        {renewable(kept) ? (
          <button type="button" className="field-button is-main" onClick={() => void put(renew(kept)).then(send)}>
            {t('field.conflict.renew')}
          </button>
        ) : (
          <Discard id={kept.id} />
        )}
      </div>
    </div>
  )
}
