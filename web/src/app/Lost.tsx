import { Link } from 'react-router'
import { useWords } from '../i18n/text'

export function Lost() {
  const { t } = useWords()
  return (
    <div className="empty">
      <b>{t('app.lost')}</b>
      <Link to="/">{t('app.home')}</Link>
    </div>
  )
}
