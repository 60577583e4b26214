import { DownloadOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { address } from '../api/http'
import { allowed } from '../api/operations'
import { useOffices } from '../api/lookups'
import { usePreference } from '../format/preference'
import { count, yuan } from '../format/money'
import { useWords } from '../i18n/text'
import { ColumnChoice, SavedViews } from '../list/Choices'
import { placeName } from '../list/columns'
import { DataTable, type Column } from '../list/DataTable'
import { FilterBar } from '../list/FilterBar'
import { StateTabs } from '../list/StateTabs'
import { useFilter, usePages } from '../list/useList'
import { ProblemNote } from '../parts/ProblemNote'
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
  const { filter, set, known, replace } = useFilter('leads')
  const { query, rows } = usePages<Lead>('leads', filter)
  const [chosen, setChosen] = usePreference('columns.leads', USUAL)
  const [selected, select] = useState<ReadonlySet<string | number>>(new Set())
  const [full, setFull] = useState(false)
  const assigns = allowed(me.role, 'POST /lead-assignments')
  const exports = allowed(me.role, 'GET /leads/export.xlsx')

  const columns: Column<Lead>[] = [
    { key: 'rule', title: field('rule'), width: 56, render: (lead) => <span className="soft">{lead.rule}</span> },
    {
      key: 'title',
      title: t('lead.title'),
      render: (lead) => (
        <Link to={`/leads/${lead.id}`} title={lead.title}>
          {lead.title}
        </Link>
      ),
    },
    { key: 'subject', title: field('subject_name'), width: 88, render: (lead) => lead.subject_name },
    {
      key: 'number',
      title: field('subject_id'),
      width: 158,
      render: (lead) => <span className="soft">{lead.subject_id}</span>,
    },
    {
      key: 'kind',
      title: field('kind'),
      width: 90,
      render: (lead) => t(lead.kind === 'owed' ? 'lead.owed' : 'lead.fault'),
    },
    {
      key: 'state',
      title: field('state'),
      width: 86,
      render: (lead) => <StateTag list="LeadState" state={lead.state} over={OVER.has(lead.state)} />,
    },
    {
      key: 'due',
      title: t('list.due'),
      width: 132,
      render: (lead) => {
        const due = nextDue(lead.clocks)
        return due ? (
          <Standing colour={due.colour} dueAt={due.clock.due_at} reason={reasonOf(due.clock, words)} />
        ) : (
          <span className="soft">–</span>
        )
      },
    },
    { key: 'level', title: t('list.level'), width: 128, render: (lead) => <Climbed level={climbedTo(lead.clocks)} /> },
    { key: 'department', title: field('department'), width: 110, render: (lead) => name(lead.assignment?.department) },
    { key: 'owner', title: field('owner'), width: 90, render: (lead) => lead.assignment?.owner ?? '' },
    {
      key: 'amount',
      title: t('list.amount'),
      width: 100,
      align: 'right',
      render: (lead) => (lead.amount ? yuan(lead.amount) : '–'),
    },
    { key: 'hits', title: field('hits'), width: 52, align: 'right', render: (lead) => count(lead.hits) },
    { key: 'first_on', title: field('first_on'), width: 96, render: (lead) => lead.first_on },
    { key: 'last_on', title: field('last_on'), width: 96, render: (lead) => lead.last_on },
    { key: 'place', title: field('place'), width: 110, render: (lead) => placeName(lead.place, name) },
  ]
  const narrowed = Object.keys(filter).length > 0
  return (
    <div className="page page-full">
      <div className="spread">
        <h1>{label('Kind', 'lead')}</h1>
        <div className="row">
          <SavedViews
            list="leads"
            columns={chosen}
            apply={(search, keys) => {
              replace(search)
              setChosen(keys)
            }}
          />
          <ColumnChoice all={columns} chosen={chosen} set={setChosen} />
          {exports && (
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
          )}
        </div>
      </div>
      <StateTabs plural="leads" schema="Lead" filter={filter} />
      <FilterBar filter={filter} known={known} set={set} schema="Lead" />
      {selected.size > 0 && assigns && (
        <AssignMany leads={rows.filter((lead) => selected.has(lead.id))} clear={() => select(new Set())} />
      )}
      {query.isError && <ProblemNote problem={query.error} retry={() => void query.refetch()} />}
      <DataTable<Lead>
        place={`leads?${new URLSearchParams(filter).toString()}`}
        rows={rows}
        columns={columns.filter((column) => column.key === 'title' || chosen.includes(column.key))}
        id={(lead) => lead.id}
        name={(lead) => `${lead.title} ${lead.subject_name}`}
        open={(lead) => void navigate(`/leads/${lead.id}`)}
        act={(lead) => void navigate(`/leads/${lead.id}#act`)}
        more={query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : undefined}
        busy={query.isFetching && (query.isPending || query.isFetchingNextPage)}
        selected={assigns ? selected : undefined}
        select={assigns ? select : undefined}
        empty={
          <div className="empty">
            <b>{narrowed ? t('list.empty.narrow') : t('list.empty', { kind: label('Kind', 'lead') })}</b>
            {narrowed
              ? t('list.empty.narrow.what')
              : t(me.role === 'supervisor' ? 'lead.empty.screen' : 'lead.empty.wait')}
          </div>
        }
      />
      {full && <FullExport filter={filter} close={() => setFull(false)} />}
    </div>
  )
}
