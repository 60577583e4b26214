import { recordOf } from '../api/shapes'
import { useWords } from '../i18n/text'
import { isBlank, Value } from '../record/Value'
import type { Lead } from './calls'

const SHOWN = ['notices', 'explanations', 'conclusion', 'review', 'clocks']

/** What was told, answered, found and agreed to so far. */
export function Findings({ lead }: { lead: Lead }) {
  const { t, field } = useWords()
  const shapes = new Map(recordOf('Lead').map((one) => [one.name, one]))
  const present = SHOWN.filter((name) => !isBlank(lead[name as keyof Lead]))
  if (present.length === 0) return null
  return (
    <section className="card">
      <h2>{t('lead.so_far')}</h2>
      <div className="card-body" style={{ display: 'flex', flexDirection: 'column', gap: 10 }}>
        {present.map((name) => (
          <div key={name}>
            <div className="soft">{field(name, 'Lead')}</div>
            <Value field={shapes.get(name) ?? { name, type: 'any' }} value={lead[name as keyof Lead]} />
          </div>
        ))}
      </div>
    </section>
  )
}
