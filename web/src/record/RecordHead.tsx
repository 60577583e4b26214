import { useOffices } from '../api/lookups'
import { usePriority } from '../i18n/priorities'
import { useWords } from '../i18n/text'
import { placeName } from '../list/columns'
import { Climbed, Standing, StateTag } from '../parts/Standing'
import type { Head } from './calls'
import { climbedTo, nextDue, reasonOf, type Clock } from './clocks'
import type { RecordKind } from './kinds'
import { StepBar } from './StepBar'

export function RecordHead({ kind, record, version }: { kind: RecordKind; record: Head; version: string | undefined }) {
  const words = useWords()
  const { t, label, field } = words
  const { name } = useOffices()
  const priority = usePriority()
  const due = nextDue(record.clocks as Clock[])
  const where = placeName(record.place, name)
  return (
    <header className="card record-head">
      <div className="row">
        <span className="soft">{label('Kind', kind.kind)}</span>
        <span className="soft">{record.number}</span>
        <StateTag list={`${kind.schema}State`} state={record.state} />
        {due && <Standing colour={due.colour} dueAt={due.clock.due_at} reason={reasonOf(due.clock, words)} />}
        <Climbed level={climbedTo(record.clocks as Clock[])} />
      </div>
      <h1>{record.title}</h1>
      <div className="record-facts">
        <span>
          {field('department')}
          {t('colon')}
          <b>{name(record.department) || t('record.nobody')}</b>
        </span>
        <span>
          {field('owner')}
          {t('colon')}
          <b>{record.owner ?? t('record.nobody')}</b>
        </span>
        {record.priority && (
          <span>
            {field('priority')}
            {t('colon')}
            <b>{priority(record.priority)}</b>
          </span>
        )}
        {where && (
          <span>
            {field('place')}
            {t('colon')}
            <b>{where}</b>
          </span>
        )}
      </div>
      <StepBar plural={kind.plural} schema={kind.schema} id={record.id} version={version} record={record} />
    </header>
  )
}
