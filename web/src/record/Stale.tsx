import { Alert, Button } from 'antd'
import { useState } from 'react'
import { useWords } from '../i18n/text'
import { useEvents } from './calls'
import { EventLine, versionAfter } from './History'
import './record.css'

/** Somebody was faster: what they did, and the way on with what was typed. */
export function Stale({
  plural,
  schema,
  id,
  seen,
  goOn,
}: {
  plural: string
  schema: string
  id: number
  seen: string | undefined
  goOn: () => Promise<void>
}) {
  const { t } = useWords()
  const events = useEvents(plural, id, true)
  const [busy, setBusy] = useState(false)
  const since = Number(/\d+/.exec(seen ?? '')?.[0] ?? 0)
  const newer = (events.data ?? []).filter((event) => versionAfter(event) > since)
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      style={{ marginBottom: 12 }}
      title={t('stale.title')}
      description={
        <>
          <ul className="history">
            {newer.map((event) => (
              <EventLine key={event.seq} event={event} schema={schema} />
            ))}
          </ul>
          <p>{t('stale.kept')}</p>
          <Button
            type="primary"
            loading={busy}
            onClick={() => {
              setBusy(true)
              void goOn().finally(() => setBusy(false))
            }}
          >
            {t('stale.go_on')}
          </Button>
        </>
      }
    />
  )
}
