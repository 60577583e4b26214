import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useMemo } from 'react'
import { Link, useNavigate } from 'react-router'
import { get } from '../api/http'
import type { Schemas } from '../api/client'
import { count } from '../format/money'
import { minute } from '../format/time'
import { codesOf, useWords } from '../i18n/text'
import type { Column } from '../list/column'
import { ShortList } from '../list/ShortList'
import { useAddress } from '../list/useAddress'
import { placeOf, useMarkRead, useNotificationCounts, type Notification } from './calls'
import './notifications.css'

const PAGE = 100

/** All that one was told, the newest first. */
export function Notifications() {
  const { t, label, field } = useWords()
  const navigate = useNavigate()
  const { value } = useAddress()
  const unread = value('unread') === 'true'
  const narrowed = !!value('q') || !!value('kind')
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
  const lines = useMemo(() => found.data?.pages.flatMap((page) => page.items) ?? [], [found.data])
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = found
  // What is looked for may be on a page that is not there yet.
  useEffect(() => {
    if (narrowed && hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [narrowed, hasNextPage, isFetchingNextPage, fetchNextPage])

  function follow(one: Notification) {
    if (!one.read_at) read.mutate([one.id])
    const to = placeOf(one)
    if (to) void navigate(to)
  }
  const columns: Column<Notification>[] = [
    {
      key: 'kind',
      title: field('kind'),
      width: 110,
      text: (one) => label('NotificationKind', one.kind),
      render: (one) => (
        <span className={one.read_at ? 'soft' : 'notification-unread'}>
          {!one.read_at && <span className="notification-dot" role="img" aria-label={t('bell.not_read')} />}
          {label('NotificationKind', one.kind)}
        </span>
      ),
    },
    {
      key: 'text',
      title: t('bell.text'),
      text: (one) => one.text,
      render: (one) => {
        const to = placeOf(one)
        return to ? (
          <Link to={to} title={one.text} onClick={() => !one.read_at && read.mutate([one.id])}>
            {one.text}
          </Link>
        ) : (
          <span title={one.text}>{one.text}</span>
        )
      },
    },
    { key: 'at', title: t('bell.at'), width: 140, text: (one) => minute(one.made_at) },
    {
      key: 'read',
      title: t('bell.read_at'),
      width: 140,
      text: (one) => (one.read_at ? minute(one.read_at) : t('bell.not_read')),
    },
  ]
  return (
    <ShortList<Notification>
      list="notifications"
      title={t('bell.title')}
      columns={columns}
      fixed="text"
      rows={lines}
      id={(one) => one.id}
      name={(one) => one.text}
      open={follow}
      more={hasNextPage && !isFetchingNextPage ? () => void fetchNextPage() : undefined}
      busy={found.isPending || isFetchingNextPage}
      problem={found.error ?? read.error}
      retry={() => void found.refetch()}
      narrows={[
        {
          name: 'kind',
          label: field('kind'),
          options: codesOf('NotificationKind').map((code) => ({ value: code, label: label('NotificationKind', code) })),
          of: (one) => one.kind,
        },
      ]}
      bar={(rows, clear) => (
        <Button
          type="primary"
          loading={read.isPending}
          disabled={rows.every((one) => one.read_at)}
          onClick={() =>
            read.mutate(
              rows.filter((one) => !one.read_at).map((one) => one.id),
              { onSuccess: clear },
            )
          }
        >
          {t('bell.read')}
        </Button>
      )}
      actions={
        <>
          <Link to="/account#notifications">{t('bell.preferences')}</Link>
          <Button disabled={!counts?.unread} loading={read.isPending} onClick={() => read.mutate([])}>
            {t('bell.read_all')}
          </Button>
        </>
      }
      empty={{ title: t(unread ? 'bell.none_unread' : 'bell.none'), what: t('bell.none.what') }}
    >
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
    </ShortList>
  )
}
