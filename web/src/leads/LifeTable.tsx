import { useWords, type Words } from '../i18n/text'
import { sourceKey } from './evidence'
import type { LifeLane, LifeRow } from './life-line'

/** From when to when, in words. */
export function lastingText(row: LifeRow, words: Words): string {
  if (!row.from) return words.t('life.no_day')
  if (row.lasting === 'day' || row.from === row.to) return row.from
  if (row.lasting === 'open' || !row.to) return words.t('life.since', { from: row.from })
  return words.t('life.from_to', { from: row.from, to: row.to })
}

/** The same as a table, for who does not see the picture or wants to read it off. */
export function LifeTable({ lanes, hitRows }: { lanes: readonly LifeLane[]; hitRows: ReadonlySet<string> }) {
  const words = useWords()
  const { t, language, field } = words
  return (
    <div className="life-table">
      <table className="simple" aria-label={t('life.title')}>
        <thead>
          <tr>
            <th>{field('dataset')}</th>
            <th>{t('life.when')}</th>
            <th>{t('sheet.shown')}</th>
            <th>{t('sheet.sources')}</th>
          </tr>
        </thead>
        <tbody>
          {lanes.flatMap((lane) =>
            lane.rows.map((row, nth) => (
              <tr
                key={`${sourceKey(row.source)}${nth}`}
                className={hitRows.has(sourceKey(row.source)) ? 'life-hit-row' : ''}
              >
                <td className="nowrap">{language === 'zh' ? lane.title : lane.title_en}</td>
                <td className="nowrap">{lastingText(row, words)}</td>
                <td>
                  {hitRows.has(sourceKey(row.source)) && (
                    <>
                      <mark>{t('life.hit')}</mark>{' '}
                    </>
                  )}
                  {lane.columns
                    .filter((column) => row.cells[column.code])
                    .map((column) => `${column.header} ${row.cells[column.code]}`)
                    .join('；')}
                </td>
                <td>
                  {row.source.file} {row.source.sheet} {t('lead.row', { row: row.source.row })}
                </td>
              </tr>
            )),
          )}
        </tbody>
      </table>
      {lanes.some((lane) => lane.cut) && <p className="card-body soft">{t('life.cut')}</p>}
    </div>
  )
}
