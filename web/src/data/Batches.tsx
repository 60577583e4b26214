import { useQuery } from '@tanstack/react-query'
import { App } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { Schemas } from '../api/client'
import { call, get } from '../api/http'
import { allowed } from '../api/operations'
import { day, minute } from '../format/time'
import { count } from '../format/money'
import { useWords } from '../i18n/text'
import { BulkBar } from '../list/BulkBar'
import type { Column } from '../list/column'
import { ShortList } from '../list/ShortList'
import { SidePanel } from '../parts/SidePanel'
import { Mark } from '../parts/Standing'
import { ActionDrawer } from '../record/ActionDrawer'
import { useMe } from '../session/me'
import { periodText, useDatasetLines } from './Datasets'
import '../record/record.css'

type Batch = Schemas['BatchLine']
const REASON = [{ name: 'reason', type: 'text', required: true } as const]
const STATES = {
  in_force: ['green', 'batch.in_force'],
  superseded: ['paused', 'batch.superseded'],
  withdrawn: ['stopped', 'batch.withdrawn'],
} as const
const stateOf = (one: Batch): keyof typeof STATES =>
  one.withdrawn ? 'withdrawn' : one.in_force ? 'in_force' : 'superseded'

/** Every batch that came in, newest first, and whether it counts. */
export function Batches() {
  const me = useMe()
  const { t } = useWords()
  const { message } = App.useApp()
  const batches = useQuery({ queryKey: ['batches'], queryFn: () => get<Batch[]>('/batches') })
  const datasets = useDatasetLines().data ?? []
  const titles = new Map(datasets.map((one) => [one.dataset, one.title]))
  const titleOf = (one: Batch) => titles.get(one.dataset) ?? one.dataset
  const [id, setId] = useState<string>()
  const shown = batches.data?.find((one) => one.batch === id)
  const sees = allowed(me.role, 'GET /batches/{batch}/quarantine.xlsx')
  const withdraws = allowed(me.role, 'POST /batches/{batch}/withdrawal')
  const quarantine = (one: Batch) =>
    sees && one.quarantined ? (
      <Link to={`/batches/${one.batch}/quarantine`}>{count(one.quarantined)}</Link>
    ) : (
      count(one.quarantined)
    )
  const standing = (one: Batch) => {
    const [shape, word] = STATES[stateOf(one)]
    return <Mark shape={shape} tone={shape} word={t(word)} />
  }
  const columns: Column<Batch>[] = [
    {
      key: 'batch',
      title: t('batch.batch'),
      width: 84,
      text: (one) => one.batch,
      render: (one) => <span className="soft">{one.batch}</span>,
    },
    {
      key: 'file',
      title: t('batch.file'),
      text: (one) => one.file,
      render: (one) => <span title={one.file}>{one.file}</span>,
    },
    {
      key: 'dataset',
      title: t('data.dataset'),
      width: 150,
      text: titleOf,
      render: (one) => <Link to={`/datasets/${one.dataset}`}>{titleOf(one)}</Link>,
    },
    { key: 'state', title: t('batch.state'), width: 90, text: (one) => t(STATES[stateOf(one)][1]), render: standing },
    { key: 'at', title: t('batch.at'), width: 130, text: (one) => minute(one.imported_at) },
    { key: 'periods', title: t('data.periods'), width: 140, text: (one) => periodText(one.periods) },
    { key: 'accepted', title: t('batch.accepted'), width: 80, align: 'right', text: (one) => count(one.accepted) },
    {
      key: 'quarantined',
      title: t('data.quarantined'),
      width: 70,
      align: 'right',
      text: (one) => count(one.quarantined),
      render: quarantine,
    },
    {
      key: 'notes',
      title: t('batch.notes'),
      width: 60,
      align: 'right',
      text: (one) => one.notes.join('；'),
      render: (one) => (one.notes.length ? <span title={one.notes.join('\n')}>{one.notes.length}</span> : '–'),
    },
  ]
  return (
    <>
      <ShortList<Batch>
        list="batches"
        title={t('nav.batches')}
        columns={columns}
        fixed="file"
        rows={batches.data ?? []}
        id={(one) => one.batch}
        name={(one) => `${one.batch} ${one.file}`}
        open={(one) => setId(one.batch)}
        busy={batches.isPending}
        problem={batches.error}
        retry={() => void batches.refetch()}
        narrows={[
          {
            name: 'dataset',
            label: t('data.dataset'),
            options: datasets.map((one) => ({ value: one.dataset, label: one.title })),
            of: (one) => one.dataset,
          },
          {
            name: 'state',
            label: t('batch.state'),
            options: Object.entries(STATES).map(([value, [, word]]) => ({ value, label: t(word) })),
            of: stateOf,
          },
          {
            name: 'only',
            label: t('data.quarantined'),
            options: [
              { value: 'quarantined', label: t('batch.only_quarantined') },
              { value: 'none', label: t('batch.none_quarantined') },
            ],
            of: (one) => (one.in_force && one.quarantined > 0 ? 'quarantined' : 'none'),
          },
        ]}
        bar={
          withdraws
            ? (rows, clear) => (
                <BulkBar
                  list="batches"
                  rows={rows}
                  id={(one) => one.batch}
                  name={(one) => `${one.batch} ${one.file}`}
                  clear={clear}
                  deeds={[
                    {
                      key: 'withdraw',
                      text: t('batch.withdraw_many'),
                      fields: REASON,
                      said: <p className="soft">{t('batch.withdraw_many.what')}</p>,
                      possible: (one) => !one.withdrawn,
                      take: (one, typed) => call('POST', `/batches/${one.batch}/withdrawal`, { body: typed }),
                    },
                  ]}
                />
              )
            : undefined
        }
        empty={{ title: t('batch.none'), what: t('batch.none.what') }}
      />
      <SidePanel open={!!shown} onClose={() => setId(undefined)} size={560} title={shown?.file}>
        {shown && (
          <>
            <dl className="fields">
              <dt>{t('batch.batch')}</dt>
              <dd>
                {shown.batch} {standing(shown)}
              </dd>
              <dt>{t('data.dataset')}</dt>
              <dd>{titleOf(shown)}</dd>
              <dt>{t('batch.at')}</dt>
              <dd>{minute(shown.imported_at)}</dd>
              <dt>{t('batch.read')}</dt>
              <dd>
                {t('batch.read.of', {
                  read: count(shown.read),
                  accepted: count(shown.accepted),
                  skipped: count(shown.skipped),
                })}
              </dd>
              <dt>{t('data.quarantined')}</dt>
              <dd>{quarantine(shown)}</dd>
              {shown.supersedes.length > 0 && (
                <>
                  <dt>{t('batch.supersedes')}</dt>
                  <dd>{shown.supersedes.join('、')}</dd>
                </>
              )}
              {shown.mends && (
                <>
                  <dt>{t('batch.mends')}</dt>
                  <dd>{shown.mends}</dd>
                </>
              )}
              {shown.withdrawn && (
                <>
                  <dt>{t('batch.withdrawn')}</dt>
                  <dd>
                    {shown.withdrawn.by} {day(shown.withdrawn.at)}
                    {t('colon')}
                    {shown.withdrawn.reason}
                  </dd>
                </>
              )}
              {shown.notes.length > 0 && (
                <>
                  <dt>{t('batch.notes')}</dt>
                  <dd>
                    {shown.notes.map((note) => (
                      <div key={note}>{note}</div>
                    ))}
                  </dd>
                </>
              )}
            </dl>
            {!shown.withdrawn && withdraws && (
              <ActionDrawer
                text={t('batch.withdraw')}
                title={t('batch.withdraw.what', { batch: shown.batch })}
                draft={`batches/${shown.batch}/withdrawal`}
                fields={REASON}
                plural="batches"
                id={shown.batch}
                path={`/batches/${shown.batch}/withdrawal`}
                done={(reply) => {
                  const { back } = reply as Schemas['Withdrawn']
                  void message.success(
                    back.length ? t('batch.withdraw.back', { batches: back.join('、') }) : t('batch.withdraw.done'),
                  )
                }}
              />
            )}
          </>
        )}
      </SidePanel>
    </>
  )
}
