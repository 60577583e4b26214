import { useQuery } from '@tanstack/react-query'
import { Typography } from 'antd'
import { answer, api, type Schemas } from '../api/client'
import { useWords } from '../i18n/text'
import type { Column } from '../list/column'
import { ShortList } from '../list/ShortList'

type Line = Schemas['PackLine']

/** What the installation works with, so that two of them can be compared. */
export function Packs() {
  const { t, pair } = useWords()
  const found = useQuery({
    queryKey: ['administration', 'packs'],
    queryFn: () => answer(api.GET('/api/v1/administration/packs')),
  })
  const columns: Column<Line>[] = [
    { key: 'title', title: t('pack.title'), width: 200, text: (one) => pair([one.title, one.title_en]) },
    { key: 'code', title: t('pack.code'), width: 120, text: (one) => one.code },
    { key: 'version', title: t('pack.version'), width: 90, text: (one) => one.version },
    { key: 'datasets', title: t('pack.datasets'), width: 80, align: 'right', text: (one) => one.datasets },
    { key: 'rules', title: t('pack.rules'), width: 80, align: 'right', text: (one) => one.rules },
    { key: 'checklists', title: t('pack.checklists'), width: 90, align: 'right', text: (one) => one.checklists },
    {
      key: 'digest',
      title: t('pack.digest'),
      text: (one) => one.digest,
      render: (one) => (
        <Typography.Text code copyable={{ text: one.digest }} title={one.digest}>
          {one.digest.slice(0, 24)}…
        </Typography.Text>
      ),
    },
  ]
  return (
    <ShortList<Line>
      list="packs"
      title={t('nav.packs')}
      columns={columns}
      fixed="title"
      rows={found.data ?? []}
      id={(one) => one.code}
      name={(one) => one.title}
      busy={found.isPending}
      problem={found.error}
      retry={() => void found.refetch()}
      empty={{ title: t('pack.none'), what: t('pack.what') }}
    >
      <p className="soft" style={{ margin: 0 }}>
        {t('pack.what')}
      </p>
    </ShortList>
  )
}
