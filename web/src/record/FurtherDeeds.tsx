import { useNavigate } from 'react-router'
import { draftOf, type Field } from '../api/shapes'
import { allowed } from '../api/operations'
import type { MessageKey } from '../i18n/messages'
import { useWords } from '../i18n/text'
import { useMe } from '../session/me'
import { ActionDrawer } from './ActionDrawer'
import type { Head } from './calls'

interface Deed {
  plural: string
  operation: string
  path: (id: number) => string
  text: MessageKey
  fields: Field[]
  within: string
  states: readonly string[]
  body?: (typed: Record<string, unknown>) => unknown
  /** Where what was made is found. */
  to?: (made: unknown) => string
}

const DEEDS: Deed[] = [
  {
    plural: 'clues',
    operation: 'POST /clues/{id}/case',
    path: (id) => `/clues/${id}/case`,
    text: 'deed.open_case',
    fields: draftOf('CaseOpening'),
    within: 'CaseOpening',
    states: ['checking'],
    to: (made) => `/cases/${(made as Head).id}`,
  },
  {
    plural: 'inspections',
    operation: 'POST /inspections/{id}/issues',
    path: (id) => `/inspections/${id}/issues`,
    text: 'deed.make_issues',
    fields: [{ name: 'issues', type: 'object', of: 'FaultIssue', list: true, required: true }],
    within: 'FaultIssueList',
    states: ['signed', 'reported'],
    body: (typed) => typed.issues,
  },
  {
    plural: 'campaigns',
    operation: 'POST /campaigns/{id}/self-checks',
    path: (id) => `/campaigns/${id}/self-checks`,
    text: 'deed.self_check',
    fields: draftOf('SelfCheck'),
    within: 'self_check',
    states: ['running'],
  },
]

/** Deeds that make other records, and so are no steps of this one. */
export function FurtherDeeds({ plural, record }: { plural: string; record: Head }) {
  const { t } = useWords()
  const me = useMe()
  const navigate = useNavigate()
  const deeds = DEEDS.filter(
    (deed) => deed.plural === plural && deed.states.includes(record.state) && allowed(me.role, deed.operation),
  )
  if (deeds.length === 0) return null
  return (
    <section className="card no-print">
      <h2>{t('deed.title')}</h2>
      <div className="card-body row">
        {deeds.map((deed) => (
          <ActionDrawer
            key={deed.text}
            text={t(deed.text)}
            draft={`${plural}/${record.id}/${deed.text}`}
            fields={deed.fields}
            within={deed.within}
            context={record}
            plural={plural}
            id={record.id}
            path={deed.path(record.id)}
            version={`"v${record.version}"`}
            body={deed.body}
            done={deed.to ? (made) => void navigate(deed.to?.(made) ?? '') : undefined}
          />
        ))}
      </div>
    </section>
  )
}
