import type { Schemas } from '../api/client'
import { minute } from '../format/time'
import { useWords } from '../i18n/text'
import { Compared } from './Compared'

/** What a version in the shadow would have found, screening by screening. */
export function Shadows({ runs }: { runs: readonly Schemas['RuleShadowRun'][] }) {
  const { t } = useWords()
  if (runs.length === 0) return null
  return (
    <section className="card">
      <h2>{t('rule.shadows', { count: runs.length })}</h2>
      <ol className="history">
        {runs.map((run) => (
          <li key={run.id}>
            <div className="entry-by">
              {minute(run.at)} · {t('screen.as_of')} {run.as_of}
            </div>
            <Compared found={run.found} />
          </li>
        ))}
      </ol>
    </section>
  )
}
