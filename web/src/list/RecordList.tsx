import { DownloadOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useNavigate } from 'react-router'
import { address } from '../api/http'
import { allowed } from '../api/operations'
import { useWords } from '../i18n/text'
import { LinkButton } from '../parts/LinkButton'
import { canEnter } from '../record/enter'
import { kindOfPlural } from '../record/kinds'
import { useMe } from '../session/me'
import { USUAL, useLineColumns, type Line } from './columns'
import { FilterBar } from './FilterBar'
import { ListPage } from './ListPage'
import { RecordBar } from './RecordBar'
import { StateTabs } from './StateTabs'
import { useFilter, usePages } from './useList'

const COMES_FROM: Record<string, 'list.empty.cases'> = { cases: 'list.empty.cases' }

/** The list of any kind of record but leads. */
export function RecordList({ plural }: { plural: string }) {
  const kind = kindOfPlural(plural)
  const me = useMe()
  const navigate = useNavigate()
  const { t, label, pair } = useWords()
  const { filter, set, known } = useFilter(plural)
  const { query, rows, more, busy } = usePages<Line>(plural, filter)
  const columns = useLineColumns(kind)
  const enter = canEnter(me, kind)
  const exports = allowed(me.role, `GET /${plural}/export.xlsx`)
  const { order, ...shown } = filter
  return (
    <ListPage<Line>
      list={plural}
      title={label('Kind', kind.kind)}
      columns={columns}
      usual={USUAL}
      fixed="title"
      rows={rows}
      id={(line) => line.id}
      name={(line) => `${line.number} ${line.title}`}
      open={(line) => void navigate(`/${plural}/${line.id}`)}
      act={(line) => void navigate(`/${plural}/${line.id}#act`)}
      more={more}
      busy={busy}
      order={order ?? 'newest'}
      setOrder={(next) => set({ order: next === 'newest' ? undefined : next })}
      problem={query.error}
      retry={() => void query.refetch()}
      bar={(lines, clear) => <RecordBar kind={kind} lines={lines} clear={clear} />}
      exported={
        exports && (
          <Button icon={<DownloadOutlined />} href={address(`/${plural}/export.xlsx`, { ...shown, order })} download>
            {t('list.export')}
          </Button>
        )
      }
      actions={
        enter &&
        kind.enter && (
          <LinkButton to={`/${plural}/new`} type="primary" icon={<PlusOutlined />}>
            {pair(kind.enter)}
          </LinkButton>
        )
      }
      narrowed={Object.keys(shown).length > 0}
      empty={{
        title: t('list.empty', { kind: label('Kind', kind.kind) }),
        what: COMES_FROM[plural] ? t(COMES_FROM[plural]) : enter ? t('list.empty.enter') : t('list.empty.wait'),
      }}
    >
      <StateTabs plural={plural} schema={kind.schema} filter={filter} />
      <FilterBar filter={filter} known={known} set={set} schema={kind.schema} />
    </ListPage>
  )
}
