import { useWords } from '../i18n/text'
import type { Me } from './me'
import { PasswordForm } from './PasswordForm'
import { Door } from './SignInPage'

export function MustChange({ entered }: { entered: (me: Me) => void }) {
  const { t } = useWords()
  return (
    <Door title={t('session.must_change')} note={t('session.must_change.what')}>
      <PasswordForm changed={entered} />
    </Door>
  )
}
