import { BellOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Badge, Button, Popover, Spin } from 'antd'
import { useEffect, useState } from 'react'
import { Link, useLocation } from 'react-router'
import { answer, api } from '../api/client'
import { useWords } from '../i18n/text'
import { useMarkRead, useNotificationCounts } from './calls'
import { NotificationText } from './NotificationText'
import './notifications.css'

const FEW = 8

/** How much is not read; a click shows the newest. */
export function Bell() {
  const { t } = useWords()
  const queries = useQueryClient()
  const { pathname } = useLocation()
  const [open, setOpen] = useState(false)
  const unread = useNotificationCounts().data?.unread ?? 0
  useEffect(() => {
    void queries.refetchQueries({ queryKey: ['notifications', 'counts'], stale: true })
  }, [pathname, queries])
  const name = unread ? t('bell.unread', { count: unread }) : t('bell.title')
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      title={t('bell.title')}
      content={open && <Newest close={() => setOpen(false)} />}
    >
      <Badge count={unread} size="small" offset={[-6, 4]}>
        <Button type="text" icon={<BellOutlined />} aria-label={name} title={name} />
      </Badge>
    </Popover>
  )
}

function Newest({ close }: { close: () => void }) {
  const { t } = useWords()
  const read = useMarkRead()
  const found = useQuery({
    queryKey: ['notifications', 'newest'],
    queryFn: () => answer(api.GET('/api/v1/notifications', { params: { query: { limit: FEW } } })),
  })
  const lines = found.data?.items ?? []
  return (
    <div className="bell">
      {found.isPending ? (
        <Spin size="small" />
      ) : lines.length === 0 ? (
        <p className="soft">{t('bell.none')}</p>
      ) : (
        <ul>
          {lines.map((one) => (
            <li key={one.id}>
              <NotificationText line={one} followed={close} />
            </li>
          ))}
        </ul>
      )}
      <div className="spread">
        <Link to="/notifications" onClick={close}>
          {t('bell.all')}
        </Link>
        {lines.some((one) => !one.read_at) && (
          <Button size="small" loading={read.isPending} onClick={() => read.mutate([])}>
            {t('bell.read_all')}
          </Button>
        )}
      </div>
    </div>
  )
}
