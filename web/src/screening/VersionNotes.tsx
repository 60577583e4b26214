import { minute } from '../format/time'
import { useWords } from '../i18n/text'
import type { RuleVersion } from './calls'

/** Who did what with a version, and why. */
export function VersionNotes({ version }: { version: RuleVersion }) {
  const { t, label } = useWords()
  return (
    <section className="card">
      <h2>{t('rule.history')}</h2>
      <ol className="history">
        {[...version.history].reverse().map((note, index) => (
          <li key={index}>
            <b>{note.step ? label('RuleVersionStep', note.step) : t('rule.begun')}</b>
            <div className="entry-by">{t('entry.by', { who: note.by, at: minute(note.at) })}</div>
            {note.why && <div className="pre">{note.why}</div>}
          </li>
        ))}
      </ol>
    </section>
  )
}
