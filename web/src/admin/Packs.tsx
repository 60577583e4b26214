import { useQuery } from '@tanstack/react-query'
import { Typography } from 'antd'
import { answer, api, type Schemas } from '../api/client'
import { useWords } from '../i18n/text'
import { DataTable, type Column } from '../list/DataTable'
import { ProblemNote } from '../parts/ProblemNote'

type Line = Schemas['PackLine']

/** What the installation works with, so that two of them can be compared. */
export function Packs() {
  const { t, pair } = useWords()
  const found = useQuery({
    queryKey: ['administration', 'packs'],
    queryFn: () => answer(api.GET('/api/v1/administration/packs')),
  })
  const columns: Column<Line>[] = [
    { key: 'title', title: t('pack.title'), width: 200, render: (one) => pair([one.title, one.title_en]) },
    { key: 'code', title: t('pack.code'), width: 120, render: (one) => one.code },
    { key: 'version', title: t('pack.version'), width: 90, render: (one) => one.version },
    { key: 'datasets', title: t('pack.datasets'), width: 80, align: 'right', render: (one) => one.datasets },
    { key: 'rules', title: t('pack.rules'), width: 80, align: 'right', render: (one) => one.rules },
    { key: 'checklists', title: t('pack.checklists'), width: 90, align: 'right', render: (one) => one.checklists },
    {
      key: 'digest',
      title: t('pack.digest'),
      render: (one) => (
        <Typography.Text code copyable={{ text: one.digest }} title={one.digest}>
          {one.digest.slice(0, 24)}…
        </Typography.Text>
      ),
    },
  ]
  return (
    <div className="page page-full">
      <h1>{t('nav.packs')}</h1>
      <p className="soft" style={{ margin: 0 }}>
        {t('pack.what')}
      </p>
      {found.isError && <ProblemNote problem={found.error} retry={() => void found.refetch()} />}
      <DataTable<Line>
        place="packs"
        rows={found.data ?? []}
        columns={columns}
        id={(one) => one.code}
        name={(one) => one.title}
        busy={found.isPending}
        empty={<div className="empty">{t('pack.none')}</div>}
      />
    </div>
  )
}
