import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useMemo, useState } from 'react'
import type { Schemas } from '../api/client'
import { get } from '../api/http'
import { useDatasets } from '../api/lookups'
import { allowed } from '../api/operations'
import { count, yuan } from '../format/money'
import { useWords } from '../i18n/text'
import { ProblemNote } from '../parts/ProblemNote'
import { useMe } from '../session/me'
import type { Hit, Lead } from './calls'
import { offends, sourceKey, workedOut, type EvidenceRow, type EvidenceTable } from './evidence'
import { columnName } from './shown'

const FIRST = 2

/** The evidence: a card a hit, in it the rows of each department's file that it rests on, side by side. */
export function Evidence({ lead, hits }: { lead: Lead; hits: Hit[] }) {
  const me = useMe()
  const { t } = useWords()
  const rows = useQuery({
    queryKey: ['leads', 'rows', String(lead.id)],
    enabled: allowed(me.role, 'GET /leads/{id}/rows'),
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) => get<EvidenceTable[]>(`/leads/${lead.id}/rows`, undefined, signal),
  })
  const codes = useMemo(
    () => [...new Set(hits.flatMap((hit) => hit.sources.map((source) => source.dataset)))].sort(),
    [hits],
  )
  const sheets = useDatasets(codes)
  const tables = useMemo(() => new Map((rows.data ?? []).map((table) => [table.dataset, table])), [rows.data])
  const found = useMemo(
    () => new Map((rows.data ?? []).flatMap((table) => table.rows.map((row) => [sourceKey(row.source), row] as const))),
    [rows.data],
  )
  const [whole, setWhole] = useState(false)
  return (
    <section className="card" id="evidence">
      <h2>{t('lead.evidence', { count: count(hits.length) })}</h2>
      {rows.isError && (
        <div className="card-body">
          <ProblemNote problem={rows.error} retry={() => void rows.refetch()} />
        </div>
      )}
      <div className="hit-cards">
        {(whole ? hits : hits.slice(0, FIRST)).map((hit) => (
          <HitCard key={hit.ordinal} hit={hit} of={hits.length} tables={tables} found={found} sheets={sheets} />
        ))}
        {hits.length === 0 && <span className="soft">{t('lead.no_hits')}</span>}
        {!whole && hits.length > FIRST && (
          <Button onClick={() => setWhole(true)}>{t('lead.all_hits', { count: hits.length })}</Button>
        )}
      </div>
    </section>
  )
}

interface CardProps {
  hit: Hit
  of: number
  tables: ReadonlyMap<string, EvidenceTable>
  found: ReadonlyMap<string, EvidenceRow>
  sheets: Schemas['DatasetSheet'][]
}

function HitCard({ hit, of, tables, found, sheets }: CardProps) {
  const words = useWords()
  const { t, language } = words
  const read = hit.sources.flatMap((source) => found.get(sourceKey(source)) ?? [])
  const titleOf = (code: string) => {
    const one = tables.get(code) ?? sheets.find((sheet) => sheet.dataset === code)
    return one ? (language === 'zh' ? one.title : one.title_en) : code
  }
  return (
    <article className="hit-card" aria-label={t('lead.hit_of', { n: hit.ordinal, of })}>
      <header className="row">
        <span className="soft">{t('lead.hit_of', { n: hit.ordinal, of })}</span>
        <b>{hit.happened_on}</b>
        {hit.amount !== 0 && <b>{t('money.yuan', { amount: yuan(hit.amount) })}</b>}
        {workedOut(hit, read).map(([column, value]) => (
          <span key={column}>
            <span className="soft">{columnName(column, sheets, words)}</span> <mark>{value}</mark>
          </span>
        ))}
      </header>
      <div className="hit-sources">
        {hit.sources.map((source) => {
          const row = found.get(sourceKey(source))
          const cells = (tables.get(source.dataset)?.columns ?? []).filter((column) => row?.cells[column.code])
          return (
            <div key={sourceKey(source)} className="hit-source">
              <h3>{titleOf(source.dataset)}</h3>
              <dl>
                {cells.map((column) => {
                  const text = row?.cells[column.code] ?? ''
                  return (
                    <div key={column.code}>
                      <dt>
                        {column.header}
                        {column.unit && `（${column.unit}）`}
                      </dt>
                      <dd>{offends(hit, column.code, text, column.unit) ? <mark>{text}</mark> : text}</dd>
                    </div>
                  )
                })}
              </dl>
              {row && cells.length === 0 && <p className="soft">{t('lead.row_gone')}</p>}
              <footer className="soft">
                {source.file}
                <br />
                {source.sheet
                  ? t('lead.row_of_sheet', { sheet: source.sheet, row: source.row })
                  : t('lead.row', { row: source.row })}
              </footer>
            </div>
          )
        })}
      </div>
    </article>
  )
}
