import { Link } from 'react-router'
import type { Schemas } from '../api/client'
import { useOffices } from '../api/lookups'
import { yuan } from '../format/money'
import { day, dueDay, minute } from '../format/time'
import { usePriority } from '../i18n/priorities'
import { useWords } from '../i18n/text'
import { Climbed, Standing, StateTag } from '../parts/Standing'
import type { RecordKind } from '../record/kinds'
import type { Column } from './column'

export type Line = Schemas['Line']

/** What one sees at first; the rest can be chosen. */
export const USUAL = ['number', 'title', 'state', 'due', 'level', 'department', 'owner', 'priority', 'entered_at']

/** The columns that every kind of record has. */
export function useLineColumns(kind: RecordKind): Column<Line>[] {
  const { t, field, label } = useWords()
  const { name } = useOffices()
  const priority = usePriority()
  const states = `${kind.schema}State`
  const due = (line: Line) => (line.due_at ? dueDay(line.due_at) : '')
  return [
    {
      key: 'number',
      title: field('number'),
      width: 130,
      order: 'newest',
      text: (line) => line.number,
      render: (line) => <span className="soft">{line.number}</span>,
    },
    {
      key: 'title',
      title: field('title'),
      text: (line) => line.title,
      render: (line) => (
        <Link to={`/${kind.plural}/${line.id}`} title={line.title}>
          {line.title}
        </Link>
      ),
    },
    {
      key: 'state',
      title: field('state'),
      width: 112,
      text: (line) => label(states, line.state),
      render: (line) => <StateTag list={states} state={line.state} over={!line.open} />,
    },
    {
      key: 'due',
      title: t('list.due'),
      width: 150,
      order: 'due',
      text: (line) => `${label('Colour', line.colour)} ${due(line)}`.trim(),
      render: (line) => <Standing colour={line.colour} dueAt={line.due_at} open={line.open} />,
    },
    {
      key: 'level',
      title: t('list.level'),
      width: 128,
      text: (line) => label('Level', line.level),
      render: (line) => <Climbed level={line.level} />,
    },
    { key: 'department', title: field('department'), width: 150, text: (line) => name(line.department) },
    { key: 'owner', title: field('owner'), width: 96, text: (line) => line.owner },
    { key: 'priority', title: field('priority'), width: 116, text: (line) => priority(line.priority) },
    { key: 'place', title: field('place'), width: 150, text: (line) => placeName(line.place, name) },
    { key: 'amount', title: t('list.amount'), width: 120, align: 'right', text: (line) => yuan(line.amount) },
    { key: 'entered_at', title: field('entered_at'), width: 100, text: (line) => day(line.entered_at) },
    {
      key: 'changed_at',
      title: field('changed_at'),
      width: 132,
      order: 'changed',
      text: (line) => minute(line.changed_at),
    },
  ]
}

export function placeName(place: Schemas['Place'], name: (code: string | null | undefined) => string): string {
  return name(place.institution) || name(place.school) || name(place.village) || name(place.town)
}
