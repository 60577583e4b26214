import { count } from '../format/money'
import { useWords } from '../i18n/text'
import type { Comparison } from './calls'

/** How an answer differs from that of the version in use, with the subjects. */
export function Compared({ found }: { found: Comparison }) {
  const { t } = useWords()
  if (found.not_evaluated)
    return (
      <div style={{ color: 'var(--amber)' }}>
        {t('screen.unanswered')}
        {t('colon')}
        {found.not_evaluated}
      </div>
    )
  const parts = [
    ['added', t('trial.added'), found.first_added, found.added],
    ['dropped', t('trial.dropped'), found.first_dropped, found.dropped],
    ['changed', t('trial.changed'), found.first_changed, found.changed],
  ] as const
  return (
    <>
      <div className="trial-sum">
        {t('trial.sum', { added: count(found.added), dropped: count(found.dropped) })}
        <span className="soft">
          {' '}
          {t('trial.rest', { changed: count(found.changed), same: count(found.same) })}
          {found.compared_with ? ` ${t('trial.with', { n: found.compared_with })}` : ''}
        </span>
      </div>
      {parts
        .filter(([, , subjects]) => subjects.length > 0)
        .map(([key, name, subjects, all]) => (
          <div key={key} className="trial-part">
            <b>{t('trial.first', { what: name, shown: subjects.length, of: count(all) })}</b>
            {subjects.map((one) => (
              <span key={`${one.kind} ${one.id}`}>
                {one.name} <span className="soft">{one.id}</span>
              </span>
            ))}
          </div>
        ))}
    </>
  )
}
