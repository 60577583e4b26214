import { Tag } from 'antd'
import { useQuery } from '@tanstack/react-query'
import type { Schemas } from '../api/client'
import { get } from '../api/http'
import { typeText } from '../data/types'
import { count } from '../format/money'
import { minute } from '../format/time'
import { useWords } from '../i18n/text'
import { StateTag } from '../parts/Standing'
import { ActionDrawer } from '../record/ActionDrawer'
import { useMe } from '../session/me'
import { tagOf } from './calls'

const PROPOSAL = [
  { name: 'value', type: 'text' },
  { name: 'reason', type: 'text', required: true },
  { name: 'campaign', type: 'integer' },
] as const
const APPROVAL = [{ name: 'remark', type: 'text' }] as const
const REFUSAL = [{ name: 'reason', type: 'text', required: true }] as const

interface Props {
  code: string
  parameters: readonly Schemas['RuleParameter'][]
  /** Whether the caller may propose and decide. */
  decides: boolean
}

/** What can be set of a rule, and every change that somebody proposed. */
export function Parameters({ code, parameters, decides }: Props) {
  const me = useMe()
  const { t, pair, field } = useWords()
  const sheet = useQuery({
    queryKey: ['rules', 'parameters', code],
    enabled: decides,
    queryFn: () => get<Schemas['ParameterSheet']>(`/rules/${code}/parameters`),
  })
  if (parameters.length === 0) return null
  const titles = new Map(parameters.map((one) => [one.name, one.title]))
  const path = `/rules/${code}/parameters`
  return (
    <section className="card">
      <h2>{t('rule.parameters')}</h2>
      <table className="simple">
        <thead>
          <tr>
            <th>{t('rule.parameter')}</th>
            <th>{t('data.type')}</th>
            <th className="num">{t('rule.value')}</th>
            <th className="num">{t('rule.default')}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {parameters.map((one) => (
            <tr key={one.name}>
              <td>
                {one.title} <span className="soft">{one.name}</span>
              </td>
              <td className="soft">{typeText(one.type, pair)}</td>
              <td className="num">
                <b>{shown(one.type, one.value)}</b> {one.unit}
              </td>
              <td className="num soft">{shown(one.type, one.default)}</td>
              <td className="num">
                {decides && (
                  <ActionDrawer
                    text={t('rule.propose')}
                    title={`${t('rule.propose')}${t('colon')}${one.title}`}
                    draft={`${path}/${one.name}`}
                    fields={PROPOSAL}
                    within="RuleParameterDraft"
                    initial={{ value: one.value }}
                    plural="rules"
                    id={code}
                    path={path}
                    body={(typed) => ({ ...typed, name: one.name })}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {!!sheet.data?.changes.length && (
        <ol className="history">
          {sheet.data.changes.map((one) => (
            <li key={one.id}>
              <div className="spread">
                <span>
                  <StateTag list="RuleParameterState" state={one.state} over={one.state === 'refused'} />{' '}
                  {titles.get(one.name) ?? one.name} → <b>{one.value ?? t('rule.to_default')}</b>
                  {one.campaign ? <Tag style={{ marginLeft: 6 }}>{`${field('campaign')} ${one.campaign}`}</Tag> : null}
                </span>
                {decides && one.state === 'proposed' && one.proposed_by !== me.login && (
                  <span className="row">
                    <ActionDrawer
                      text={t('rule.parameter.approve')}
                      draft={`${path}/${one.id}/approve`}
                      fields={APPROVAL}
                      plural="rules"
                      id={code}
                      path={`${path}/${one.id}/steps`}
                      version={tagOf(one.version)}
                      body={(typed) => ({ ...typed, step: 'approve' })}
                    />
                    <ActionDrawer
                      text={t('rule.parameter.refuse')}
                      draft={`${path}/${one.id}/refuse`}
                      fields={REFUSAL}
                      plural="rules"
                      id={code}
                      path={`${path}/${one.id}/steps`}
                      version={tagOf(one.version)}
                      body={(typed) => ({ ...typed, step: 'refuse' })}
                    />
                  </span>
                )}
              </div>
              <div className="entry-by">{t('entry.by', { who: one.proposed_by, at: minute(one.proposed_at) })}</div>
              <div className="pre">{one.reason}</div>
              {one.decided && (
                <div className="entry-by">
                  {t('entry.by', { who: one.decided.by, at: minute(one.decided.at) })} {one.decided.text}
                </div>
              )}
              {decides && one.state === 'proposed' && one.proposed_by === me.login && (
                <div className="soft">{t('rule.second_person')}</div>
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

/** A number with thousands; anything else as it is. */
const shown = (type: string, value: string) =>
  ['money', 'int', 'decimal'].includes(type) ? value.replace(/^\d+/, (whole) => count(Number(whole))) : value
