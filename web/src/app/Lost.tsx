import { Link, useRouteError } from 'react-router'
import { useWords } from '../i18n/text'

export function Lost() {
  const { t } = useWords()
  return (
    <div className="empty">
      <h1>{t('app.lost')}</h1>
      <Link to="/">{t('app.home')}</Link>
    </div>
  )
}

/** A page that failed is said to have failed, not to be none; the others are still there. */
export function Broken() {
  const { t } = useWords()
  const error = useRouteError()
  if ((error as { status?: number } | undefined)?.status === 404) return <Lost />
  return (
    <div className="empty" role="alert">
      <h1>{t('app.failed')}</h1>
      <p>{t('app.failed.what')}</p>
      <button type="button" onClick={() => location.reload()}>
        {t('app.reload')}
      </button>
    </div>
  )
}
