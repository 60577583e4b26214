import type { Schemas } from '../api/client'
import { useWords } from '../i18n/text'
import { Mark } from '../parts/Standing'
import { Code } from './Code'
import type { RuleCase, TextCheck } from './calls'

/** How a case came out; nothing where it has not been run. */
export function CaseVerdict({ outcome }: { outcome: Schemas['RuleCaseOutcome'] | undefined }) {
  const { t } = useWords()
  if (!outcome) return null
  return outcome.passed ? (
    <Mark shape="met" tone="green" word={t('case.passed')} />
  ) : (
    <span role="alert">
      <Mark shape="red" tone="red" word={t('case.failed')} /> <span className="pre">{outcome.difference}</span>
    </span>
  )
}

const titleOf = (one: RuleCase) => /^title\s*=\s*"(.*)"\s*$/m.exec(one.text)?.[1]?.replaceAll('\\"', '"') ?? ''

/** The cases of a version that is not written any more. */
export function Cases({ cases, check }: { cases: readonly RuleCase[]; check?: TextCheck }) {
  const { t } = useWords()
  return (
    <section className="card">
      <h2>{t('rule.cases', { count: cases.length })}</h2>
      <table className="simple">
        <tbody>
          {cases.map((one) => (
            <tr key={one.name}>
              <td className="soft">{one.name}</td>
              <td>
                <details>
                  <summary>{titleOf(one) || t('case.text')}</summary>
                  <Code label={`${t('case.text')} ${one.name}`} text={one.text} />
                </details>
              </td>
              <td>
                <CaseVerdict outcome={check?.cases.find((other) => other.name === one.name)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** What a check said, in one line. */
export function CheckSum({ check }: { check: TextCheck | undefined }) {
  const { t } = useWords()
  if (!check) return null
  const failing = check.cases.filter((one) => !one.passed).length
  const good = check.faults.length === 0 && failing === 0
  return (
    <span role="status">
      <Mark
        shape={good ? 'met' : 'red'}
        tone={good ? 'green' : 'red'}
        word={
          good
            ? t('check.good', { count: check.cases.length })
            : t('check.bad', { faults: check.faults.length, failing })
        }
      />
      {good && (check.hit_cases === 0 || check.miss_cases === 0) && <span className="soft"> {t('check.few')}</span>}
    </span>
  )
}
