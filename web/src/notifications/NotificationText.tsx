import { Link } from 'react-router'
import { minute } from '../format/time'
import { useWords } from '../i18n/text'
import { placeOf, useMarkRead, type Notification } from './calls'

/** One notification: its kind, its sentence as a way to the record, when. Who follows it has read it. */
export function NotificationText({ line, followed }: { line: Notification; followed?: () => void }) {
  const { t, label } = useWords()
  const read = useMarkRead()
  const to = placeOf(line)
  const mark = () => !line.read_at && read.mutate([line.id])
  return (
    <div className={line.read_at ? 'notification' : 'notification notification-new'}>
      <span className="notification-kind">
        {!line.read_at && <span className="notification-dot" role="img" aria-label={t('bell.not_read')} />}
        {label('NotificationKind', line.kind)}
      </span>
      <span className="grow">
        {to ? (
          <Link
            to={to}
            onClick={() => {
              mark()
              followed?.()
            }}
          >
            {line.text}
          </Link>
        ) : (
          line.text
        )}
      </span>
      <span className="soft">{minute(line.made_at)}</span>
      {!to && !line.read_at && (
        <button type="button" className="table-order" onClick={mark}>
          {t('bell.read')}
        </button>
      )}
    </div>
  )
}
