import { useQuery } from '@tanstack/react-query'
import { App, Checkbox, Drawer, Input, Select, Tag } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { Schemas } from '../api/client'
import { get } from '../api/http'
import { allowed } from '../api/operations'
import { day, minute } from '../format/time'
import { count } from '../format/money'
import { useWords } from '../i18n/text'
import { DataTable, type Column } from '../list/DataTable'
import { ProblemNote } from '../parts/ProblemNote'
import { Mark } from '../parts/Standing'
import { ActionDrawer } from '../record/ActionDrawer'
import { useMe } from '../session/me'
import { periodText, useDatasetLines } from './Datasets'
import { useTyped } from './useTyped'
import '../record/record.css'

type Batch = Schemas['BatchLine']
const REASON = [{ name: 'reason', type: 'text', required: true } as const]

/** Every batch that came in, newest first, and whether it counts. */
export function Batches() {
  const me = useMe()
  const { t } = useWords()
  const { message } = App.useApp()
  const batches = useQuery({ queryKey: ['batches'], queryFn: () => get<Batch[]>('/batches') })
  const datasets = useDatasetLines().data ?? []
  const titles = new Map(datasets.map((one) => [one.dataset, one.title]))
  const [typed, setTyped] = useTyped()
  const [dataset, setDataset] = useTyped('dataset')
  const [only, setOnly] = useTyped('only')
  const [id, setId] = useState<string>()
  const shown = batches.data?.find((one) => one.batch === id)
  const sees = allowed(me.role, 'GET /batches/{batch}/quarantine.xlsx')
  const rows = (batches.data ?? []).filter(
    (one) =>
      (!dataset || one.dataset === dataset) &&
      (only !== 'quarantined' || (one.in_force && one.quarantined > 0)) &&
      `${one.file} ${one.batch} ${titles.get(one.dataset) ?? ''}`.includes(typed.trim()),
  )
  const quarantine = (one: Batch) =>
    sees && one.quarantined ? (
      <Link to={`/batches/${one.batch}/quarantine`}>{count(one.quarantined)}</Link>
    ) : (
      count(one.quarantined)
    )
  const standing = (one: Batch) =>
    one.withdrawn ? (
      <Mark shape="stopped" tone="stopped" word={t('batch.withdrawn')} />
    ) : one.in_force ? (
      <Mark shape="green" tone="green" word={t('batch.in_force')} />
    ) : (
      <Mark shape="paused" tone="paused" word={t('batch.superseded')} />
    )
  const columns: Column<Batch>[] = [
    { key: 'batch', title: t('batch.batch'), width: 84, render: (one) => <span className="soft">{one.batch}</span> },
    { key: 'file', title: t('batch.file'), render: (one) => <span title={one.file}>{one.file}</span> },
    {
      key: 'dataset',
      title: t('data.dataset'),
      width: 150,
      render: (one) => <Link to={`/datasets/${one.dataset}`}>{titles.get(one.dataset) ?? one.dataset}</Link>,
    },
    { key: 'state', title: t('batch.state'), width: 90, render: standing },
    { key: 'at', title: t('batch.at'), width: 130, render: (one) => minute(one.imported_at) },
    { key: 'periods', title: t('data.periods'), width: 140, render: (one) => periodText(one.periods) },
    { key: 'accepted', title: t('batch.accepted'), width: 80, align: 'right', render: (one) => count(one.accepted) },
    { key: 'quarantined', title: t('data.quarantined'), width: 70, align: 'right', render: quarantine },
    {
      key: 'notes',
      title: t('batch.notes'),
      width: 60,
      align: 'right',
      render: (one) => (one.notes.length ? <span title={one.notes.join('\n')}>{one.notes.length}</span> : '–'),
    },
  ]
  return (
    <div className="page page-full">
      <div className="spread">
        <h1>{t('nav.batches')}</h1>
        <div className="row">
          <Checkbox
            checked={only === 'quarantined'}
            onChange={(event) => setOnly(event.target.checked ? 'quarantined' : '')}
          >
            {t('batch.only_quarantined')}
          </Checkbox>
          <Select
            allowClear
            style={{ width: 200 }}
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('data.dataset')}
            aria-label={t('data.dataset')}
            value={dataset || undefined}
            onChange={(value?: string) => setDataset(value ?? '')}
            options={datasets.map((one) => ({ value: one.dataset, label: one.title }))}
          />
          <Input.Search
            allowClear
            style={{ width: 220 }}
            placeholder={t('batch.narrow')}
            aria-label={t('batch.narrow')}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
      </div>
      {(dataset || only) && (
        <div className="row">
          {dataset && (
            <Tag closable onClose={() => setDataset('')}>
              {titles.get(dataset) ?? dataset}
            </Tag>
          )}
          {only && (
            <Tag closable onClose={() => setOnly('')}>
              {t('batch.only_quarantined')}
            </Tag>
          )}
        </div>
      )}
      {batches.isError && <ProblemNote problem={batches.error} retry={() => void batches.refetch()} />}
      <DataTable<Batch>
        place={`batches?${dataset}&${only}`}
        rows={rows}
        columns={columns}
        id={(one) => one.batch}
        name={(one) => `${one.batch} ${one.file}`}
        open={(one) => setId(one.batch)}
        busy={batches.isPending}
        empty={
          <div className="empty">
            <b>{t('batch.none')}</b>
            {t('batch.none.what')}
          </div>
        }
      />
      <Drawer open={!!shown} onClose={() => setId(undefined)} size={560} title={shown?.file}>
        {shown && (
          <>
            <dl className="fields">
              <dt>{t('batch.batch')}</dt>
              <dd>
                {shown.batch} {standing(shown)}
              </dd>
              <dt>{t('data.dataset')}</dt>
              <dd>{titles.get(shown.dataset) ?? shown.dataset}</dd>
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
            {!shown.withdrawn && allowed(me.role, 'POST /batches/{batch}/withdrawal') && (
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
      </Drawer>
    </div>
  )
}
