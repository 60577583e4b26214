import { Button } from 'antd'
import { stepsOf } from '../api/shapes'
import { useWords } from '../i18n/text'
import { ActionDrawer } from '../record/ActionDrawer'
import { stepText } from '../record/steps'
import { useMe } from '../session/me'
import { tagOf, type RuleVersion } from './calls'

/** What can be done with a version in a state; the API refuses what is not so. */
const STEPS: Record<string, string[]> = {
  submitted: ['approve', 'refuse'],
  checked: ['activate', 'start_shadow'],
  shadow: ['activate', 'stop_shadow', 'start_shadow'],
  active: ['retire'],
  retired: ['roll_back'],
}
const SECOND_PERSON = new Set(['approve', 'refuse'])

export function VersionSteps({ version }: { version: RuleVersion }) {
  const me = useMe()
  const { t, language } = useWords()
  const path = `/rules/${version.rule}/versions/${version.number}/steps`
  const own = version.drafters.includes(me.login)
  return (STEPS[version.state] ?? []).map((code, index) => {
    const step = stepsOf('Rule').find((one) => one.step === code)
    if (!step) return null
    const text = stepText('Rule', step, language)
    if (own && SECOND_PERSON.has(code))
      return (
        <Button key={code} disabled title={t('rule.second_person')}>
          {text}
        </Button>
      )
    return (
      <ActionDrawer
        key={code}
        primary={index === 0 && version.state !== 'active'}
        text={text}
        draft={`${path}/${code}`}
        fields={step.fields}
        within={code}
        plural="rules"
        id={version.rule}
        path={path}
        version={tagOf(version.version)}
        body={(typed) => ({ ...typed, step: code })}
      />
    )
  })
}
