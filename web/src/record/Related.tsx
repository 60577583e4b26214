import { useQueries } from '@tanstack/react-query'
import { Dropdown, Button } from 'antd'
import { PlusOutlined } from '@ant-design/icons'
import { Link, useNavigate } from 'react-router'
import type { Schemas } from '../api/client'
import { call } from '../api/http'
import { useWords } from '../i18n/text'
import { StateTag } from '../parts/Standing'
import { useMe } from '../session/me'
import { useLinks } from './calls'
import { canEnter } from './enter'
import { KINDS, pathOf, pluralOf } from './kinds'

type Reference = Schemas['Reference']
interface Told {
  number?: string
  title: string
  state: string
}

/** What hangs on this record and on what it hangs; from here further records are made of it. */
export function Related({ plural, id, kind }: { plural: string; id: number; kind: string }) {
  const { t, label, pair } = useWords()
  const me = useMe()
  const navigate = useNavigate()
  const links = useLinks(plural, id)
  const others = (links.data ?? []).map((link) => {
    const outward = link.from.kind === kind && link.from.id === id
    return { other: (outward ? link.to : link.from) as Reference, relation: link.relation, outward }
  })
  const told = useQueries({
    queries: others.map(({ other }) => ({
      queryKey: [pluralOf(other.kind), 'record', String(other.id)],
      queryFn: () => call<Told | { lead: Told }>('GET', `/${pluralOf(other.kind)}/${other.id}`),
    })),
  })
  const makes = KINDS.filter((one) => one.follows && one.kind !== kind && canEnter(me, one))
  return (
    <section className="card">
      <h2 className="spread">
        {t('related.title')}
        {makes.length > 0 && (
          <Dropdown
            trigger={['click']}
            menu={{
              items: makes.map((one) => ({ key: one.plural, label: one.enter ? pair(one.enter) : one.plural })),
              onClick: ({ key }) => void navigate(`/${key}/new?from=${kind}:${id}`),
            }}
          >
            <Button size="small" icon={<PlusOutlined />}>
              {t('related.make')}
            </Button>
          </Dropdown>
        )}
      </h2>
      {others.length === 0 ? (
        <div className="card-body soft">{t('related.none')}</div>
      ) : (
        <table className="simple">
          <tbody>
            {others.map(({ other, relation, outward }, index) => {
              const found = told[index]?.data?.data
              const record = found && 'lead' in found ? found.lead : found
              const schema = other.kind === 'lead' ? 'Lead' : KINDS.find((one) => one.kind === other.kind)?.schema
              return (
                <tr key={`${other.kind}${other.id}${relation}`}>
                  <td className="soft" style={{ width: 110 }}>
                    {outward ? label('Relation', relation) : t('related.back')}
                  </td>
                  <td style={{ width: 110 }}>{label('Kind', other.kind)}</td>
                  <td>
                    <Link to={pathOf(other)}>
                      {record ? `${record.number ?? other.id} ${record.title}` : `${other.id}`}
                    </Link>
                  </td>
                  <td style={{ width: 110 }}>
                    {record && schema && <StateTag list={`${schema}State`} state={record.state} />}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
    </section>
  )
}
