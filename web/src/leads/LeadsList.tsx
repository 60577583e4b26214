import { DownloadOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { address } from '../api/http'
import { allowed } from '../api/operations'
import { useOffices } from '../api/lookups'
import { count, yuan } from '../format/money'
import { dueDay } from '../format/time'
import { useWords } from '../i18n/text'
import type { Column } from '../list/column'
import { placeName } from '../list/columns'
import { FilterBar } from '../list/FilterBar'
import { ListPage } from '../list/ListPage'
import { StateTabs } from '../list/StateTabs'
import { useFilter, usePages } from '../list/useList'
import { Climbed, Standing, StateTag } from '../parts/Standing'
import { climbedTo, nextDue, reasonOf } from '../record/clocks'
import { useMe } from '../session/me'
import { AssignMany } from './AssignMany'
import { FullExport } from './FullExport'
import type { Lead } from './calls'

const USUAL = ['rule', 'title', 'subject', 'number', 'state', 'due', 'department', 'amount', 'hits', 'last_on']
const OVER = new Set(['reviewed', 'withdrawn'])

export function LeadsList() {
  const me = useMe()
  const navigate = useNavigate()
  const words = useWords()
  const { t, label, field } = words
  const { name } = useOffices()
  const { filter, set, known } = useFilter('leads')
  const { query, rows, more, busy } = usePages<Lead>('leads', filter)
  const [full, setFull] = useState(false)
  const assigns = allowed(me.role, 'POST /lead-assignments')
  const exports = allowed(me.role, 'GET /leads/export.xlsx')

  const due = (lead: Lead) => nextDue(lead.clocks)
  const columns: Column<Lead>[] = [
    {
      key: 'rule',
      title: field('rule'),
      width: 56,
      text: (lead) => lead.rule,
      render: (lead) => <span className="soft">{lead.rule}</span>,
    },
    {
      key: 'title',
      title: t('lead.title'),
      text: (lead) => lead.title,
      render: (lead) => (
        <Link to={`/leads/${lead.id}`} title={lead.title}>
          {lead.title}
        </Link>
      ),
    },
    { key: 'subject', title: field('subject_name'), width: 88, text: (lead) => lead.subject_name },
    {
      key: 'number',
      title: field('subject_id'),
      width: 158,
      text: (lead) => lead.subject_id,
      render: (lead) => <span className="soft">{lead.subject_id}</span>,
    },
    {
      key: 'kind',
      title: field('kind'),
      width: 90,
      text: (lead) => t(lead.kind === 'owed' ? 'lead.owed' : 'lead.fault'),
    },
    {
      key: 'state',
      title: field('state'),
      width: 86,
      text: (lead) => label('LeadState', lead.state),
      render: (lead) => <StateTag list="LeadState" state={lead.state} over={OVER.has(lead.state)} />,
    },
    {
      key: 'due',
      title: t('list.due'),
      width: 132,
      text: (lead) => {
        const next = due(lead)
        return next ? `${label('Colour', next.colour)} ${dueDay(next.clock.due_at)}` : ''
      },
      render: (lead) => {
        const next = due(lead)
        return next ? (
          <Standing colour={next.colour} dueAt={next.clock.due_at} reason={reasonOf(next.clock, words)} />
        ) : (
          <span className="soft">–</span>
        )
      },
    },
    {
      key: 'level',
      title: t('list.level'),
      width: 128,
      text: (lead) => label('Level', climbedTo(lead.clocks)),
      render: (lead) => <Climbed level={climbedTo(lead.clocks)} />,
    },
    { key: 'department', title: field('department'), width: 110, text: (lead) => name(lead.assignment?.department) },
    { key: 'owner', title: field('owner'), width: 90, text: (lead) => lead.assignment?.owner },
    {
      key: 'amount',
      title: t('list.amount'),
      width: 100,
      align: 'right',
      text: (lead) => (lead.amount ? yuan(lead.amount) : '–'),
    },
    { key: 'hits', title: field('hits'), width: 52, align: 'right', text: (lead) => count(lead.hits) },
    { key: 'first_on', title: field('first_on'), width: 96, text: (lead) => lead.first_on },
    { key: 'last_on', title: field('last_on'), width: 96, text: (lead) => lead.last_on },
    { key: 'place', title: field('place'), width: 110, text: (lead) => placeName(lead.place, name) },
  ]
  return (
    <>
      <ListPage<Lead>
        list="leads"
        title={label('Kind', 'lead')}
        columns={columns}
        usual={USUAL}
        fixed="title"
        rows={rows}
        id={(lead) => lead.id}
        name={(lead) => `${lead.title} ${lead.subject_name}`}
        open={(lead) => void navigate(`/leads/${lead.id}`)}
        act={(lead) => void navigate(`/leads/${lead.id}#act`)}
        more={more}
        busy={busy}
        problem={query.error}
        retry={() => void query.refetch()}
        bar={assigns ? (leads, clear) => <AssignMany leads={leads} clear={clear} /> : undefined}
        exported={
          exports && (
            <Dropdown
              trigger={['click']}
              menu={{
                items: [
                  {
                    key: 'masked',
                    label: (
                      <a href={address('/leads/export.xlsx', filter)} download>
                        {t('lead.export.masked')}
                      </a>
                    ),
                  },
                  ...(me.role === 'supervisor'
                    ? [{ key: 'full', label: t('lead.export.full'), onClick: () => setFull(true) }]
                    : []),
                ],
              }}
            >
              <Button icon={<DownloadOutlined />}>{t('list.export')}</Button>
            </Dropdown>
          )
        }
        narrowed={Object.keys(filter).length > 0}
        empty={{
          title: t('list.empty', { kind: label('Kind', 'lead') }),
          what: t(me.role === 'supervisor' ? 'lead.empty.screen' : 'lead.empty.wait'),
        }}
      >
        <StateTabs plural="leads" schema="Lead" filter={filter} />
        <FilterBar filter={filter} known={known} set={set} schema="Lead" />
      </ListPage>
      {full && <FullExport filter={filter} close={() => setFull(false)} />}
    </>
  )
}
