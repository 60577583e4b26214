import { Alert, Button } from 'antd'
import { isProblem } from '../api/http'
import { useWords } from '../i18n/text'

/** What went wrong, in the API's own words, which say what to change. */
export function ProblemNote({ problem, retry }: { problem: unknown; retry?: () => void }) {
  const { t } = useWords()
  const text = !isProblem(problem)
    ? t('problem.unknown')
    : problem.body.code === 'unreachable'
      ? t('problem.unreachable')
      : problem.status === 404
        ? t('problem.not_there')
        : problem.body.detail
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      style={{ marginBottom: 12 }}
      title={text}
      action={retry && <Button onClick={retry}>{t('problem.retry')}</Button>}
    />
  )
}
