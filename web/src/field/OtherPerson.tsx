import { Button, Spin } from 'antd'
import { useEffect, useState } from 'react'
import { answer, api } from '../api/client'
import { count } from '../format/money'
import { useWords } from '../i18n/text'
import { clearPhone, unsentHere } from '../session/phone'
import { Door } from '../session/SignInPage'

/** Somebody signs in where another's inspections are kept: those go, and what was not sent only once that is said. */
export function OtherPerson({ login }: { login: string }) {
  const { t } = useWords()
  const [left, setLeft] = useState<number>()
  useEffect(() => {
    unsentHere().then(
      (unsent) => (unsent === 0 ? clearPhone() : setLeft(unsent)),
      () => clearPhone(),
    )
  }, [])
  if (left === undefined) return <Spin fullscreen delay={300} />
  return (
    <Door title={t('field.other.title')} note={t('field.other.what', { login, count: count(left) })}>
      <div className="row">
        <Button onClick={() => void answer(api.POST('/api/v1/session/end')).finally(() => location.assign('/field'))}>
          {t('shell.sign_out')}
        </Button>
        <Button danger type="primary" onClick={() => void clearPhone()}>
          {t('field.other.delete')}
        </Button>
      </div>
    </Door>
  )
}
