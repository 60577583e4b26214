import { Switches } from '../parts/Switches'
import { useWords } from '../i18n/text'
import { SignInForm } from './SignInForm'
import { SingleSignOn } from './SingleSignOn'
import type { Me } from './me'
import './sign-in.css'

export function SignInPage({ entered }: { entered: (me: Me) => void }) {
  const { t } = useWords()
  return (
    <Door title={t('session.title')} note={t('session.note')}>
      <SignInForm entered={entered} />
      <SingleSignOn />
    </Door>
  )
}

/** The page before the console: one narrow column. */
export function Door({ title, note, children }: { title: string; note?: string; children: React.ReactNode }) {
  const { t } = useWords()
  return (
    <main className="door">
      <div className="door-column">
        <div className="spread">
          <span className="door-name">
            <img src="/mark.svg" width="28" height="28" alt="" /> {t('app.name')}
          </span>
          <Switches />
        </div>
        <div className="card door-card">
          <h1>{title}</h1>
          {note && <p className="soft">{note}</p>}
          {children}
        </div>
      </div>
    </main>
  )
}
