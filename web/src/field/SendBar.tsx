import { useState } from 'react'
import { useWords } from '../i18n/text'
import { useDeeds } from './context'
import { lacking, type Lack } from './draft'
import { one, put } from './keeper'
import { submit } from './outbox'
import { PhaseTag } from './PhaseTag'
import type { Goal, Kept } from './types'

/** How it stands with sending, always in sight, and the two ways to send. */
export function SendBar({ kept }: { kept: Kept }) {
  const { t } = useWords()
  const { send } = useDeeds()
  const [lacks, setLacks] = useState<Lack[]>([])
  const { phase, draft, record } = kept

  async function go(goal: Goal) {
    const latest = one(kept.id) ?? kept
    if (!latest.draft) return
    const missing = lacking(latest.record, latest.draft, goal)
    setLacks(missing)
    if (missing.length > 0) return
    await put(submit(latest, goal))
    await send()
  }
  const still = draft ? lacking(record, draft, 'whole') : []
  const shown = lacks.filter((lack) => still.some((other) => JSON.stringify(other) === JSON.stringify(lack)))
  const idle = phase.is === 'kept' || phase.is === 'refused' || (phase.is === 'sent' && phase.goal === 'part')
  return (
    <div className="field-send">
      {shown.length > 0 && (
        <div role="alert" className="field-wrong">
          <b>{t('field.lack.title', { count: shown.length })}</b>
          <ul>
            {shown.slice(0, 4).map((lack) => (
              <li key={JSON.stringify(lack)}>
                <a href={'item' in lack ? `#item-${lack.item}` : '#signing'}>
                  {t(`field.lack.${lack.is}`, 'item' in lack ? { item: lack.item } : undefined)}
                </a>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="field-send-row">
        <PhaseTag phase={phase} record={record} />
        {idle && draft && (
          <>
            <button type="button" className="field-button" onClick={() => void go('part')}>
              {t('field.send.part')}
            </button>
            <button type="button" className="field-button is-main" onClick={() => void go('whole')}>
              {t('field.send.whole')}
            </button>
          </>
        )}
      </div>
    </div>
  )
}
