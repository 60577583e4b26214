import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Spin } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { get } from '../api/http'
import type { Schemas } from '../api/client'
import { count } from '../format/money'
import { useWords } from '../i18n/text'
import { ProblemNote } from '../parts/ProblemNote'
import { useMarkRead, useNotificationCounts } from './calls'
import { NotificationText } from './NotificationText'
import '../list/table.css'
import './notifications.css'

const PAGE = 100

/** All that one was told, the newest first. */
export function Notifications() {
  const { t } = useWords()
  const [search] = useSearchParams()
  const unread = search.get('unread') === 'true'
  const counts = useNotificationCounts().data
  const read = useMarkRead()
  const found = useInfiniteQuery({
    queryKey: ['notifications', 'list', unread],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) =>
      get<Schemas['NotificationPage']>('/notifications', {
        unread: unread || undefined,
        before: pageParam,
        limit: PAGE,
      }),
    getNextPageParam: (page) => page.next ?? undefined,
  })
  const lines = found.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <div className="page" style={{ maxWidth: 1100 }}>
      <div className="spread">
        <h1>{t('bell.title')}</h1>
        <div className="row">
          <Link to="/account#notifications">{t('bell.preferences')}</Link>
          <Button disabled={!counts?.unread} loading={read.isPending} onClick={() => read.mutate([])}>
            {t('bell.read_all')}
          </Button>
        </div>
      </div>
      <nav className="tabs" aria-label={t('bell.title')}>
        <Link to="?" replace className="tab" aria-current={!unread}>
          {t('list.all')}
          <span className="tab-count">{count(counts?.all)}</span>
        </Link>
        <Link to="?unread=true" replace className="tab" aria-current={unread}>
          {t('bell.not_read')}
          <span className="tab-count">{count(counts?.unread)}</span>
        </Link>
      </nav>
      {(found.isError || read.isError) && (
        <ProblemNote problem={found.error ?? read.error} retry={() => void found.refetch()} />
      )}
      <section className="card">
        {found.isPending ? (
          <Spin style={{ margin: 24 }} />
        ) : lines.length === 0 ? (
          <div className="empty">
            <b>{t(unread ? 'bell.none_unread' : 'bell.none')}</b>
            {t('bell.none.what')}
          </div>
        ) : (
          <ul className="notifications">
            {lines.map((one) => (
              <li key={one.id}>
                <NotificationText line={one} />
              </li>
            ))}
          </ul>
        )}
      </section>
      {found.hasNextPage && (
        <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('bell.more')}
        </Button>
      )}
    </div>
  )
}
