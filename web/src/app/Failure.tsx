import { Component, type ReactNode } from 'react'
import { wordsIn } from '../i18n/text'
import { readPreference } from '../format/preference'

/** The last resort: a fault of ours is said, and the page can be loaded anew. What was typed is in the drafts. */
export class Failure extends Component<{ children: ReactNode }, { failed: boolean }> {
  state = { failed: false }
  static getDerivedStateFromError() {
    return { failed: true }
  }
  render() {
    if (!this.state.failed) return this.props.children
    const { t } = wordsIn(readPreference('language', 'zh'))
    return (
      <div className="empty" role="alert">
        <b>{t('app.failed')}</b>
        <p>{t('app.failed.what')}</p>
        <button type="button" onClick={() => location.reload()}>
          {t('app.reload')}
        </button>
      </div>
    )
  }
}
