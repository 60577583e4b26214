import { Link } from 'react-router'
import type { Schemas } from '../api/client'
import { count } from '../format/money'
import type { MessageKey } from '../i18n/messages'
import { useWords } from '../i18n/text'
import type { Job } from '../jobs/jobs'
import { Mark } from '../parts/Standing'
import './data.css'

export interface FileOutcome {
  file: string
  outcome: string
  batch: Schemas['BatchLine'] | null
  message: string | null
}
export const outcomesOf = (job: Job | undefined): FileOutcome[] =>
  (job?.outcome as { files?: FileOutcome[] } | null | undefined)?.files ?? []

const WORDS: Record<string, [MessageKey, string, string]> = {
  imported: ['import.imported', 'green', 'green'],
  known: ['import.known', 'paused', 'paused'],
  refused: ['import.refused', 'red', 'red'],
}

/** What became of each file of a hand-in. */
export function FileOutcomes({ job }: { job: Job }) {
  const { t } = useWords()
  const files = outcomesOf(job)
  if (files.length === 0) return null
  return (
    <table className="simple file-outcomes">
      <tbody>
        {files.map((one) => {
          const word = WORDS[one.outcome]
          return (
            <tr key={one.file}>
              <td>{one.file}</td>
              <td>{word ? <Mark shape={word[1]} tone={word[2]} word={t(word[0])} /> : one.outcome}</td>
              <td>{one.batch && <Link to={`/batches?q=${one.batch.batch}`}>{one.batch.batch}</Link>}</td>
              <td className="num">{one.batch && t('import.accepted', { count: count(one.batch.accepted) })}</td>
              <td className="num">
                {!!one.batch?.quarantined && (
                  <Link to={`/batches/${one.batch.batch}/quarantine`}>
                    {t('import.quarantined', { count: count(one.batch.quarantined) })}
                  </Link>
                )}
              </td>
              <td className="soft">{one.message}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
