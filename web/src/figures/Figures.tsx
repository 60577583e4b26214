import { useQuery } from '@tanstack/react-query'
import { answer, api } from '../api/client'
import { count, yuan } from '../format/money'
import type { MessageKey } from '../i18n/messages'
import { useWords } from '../i18n/text'
import { ProblemNote } from '../parts/ProblemNote'

type Row = [string, number, ('money' | undefined)?]

/** The figures that are reported: each its own count, none made of another. */
export function Figures() {
  const { t, label } = useWords()
  const cases = useQuery({ queryKey: ['figures', 'cases'], queryFn: () => answer(api.GET('/api/v1/figures/cases')) })
  const complaints = useQuery({
    queryKey: ['figures', 'complaints'],
    queryFn: () => answer(api.GET('/api/v1/figures/complaints')),
  })
  const recoveries = useQuery({
    queryKey: ['figures', 'recoveries'],
    queryFn: () => answer(api.GET('/api/v1/figures/recoveries')),
  })
  const named = (keys: readonly string[], figures: object, prefix: string, money?: 'money'): Row[] =>
    keys.map((key) => [
      t(`figure.${prefix}.${key}` as MessageKey),
      Number((figures as Record<string, unknown>)[key] ?? 0),
      money,
    ])
  const mapped = (map: Record<string, number>, list: string): Row[] =>
    Object.entries(map).map(([code, value]) => [label(list, code), value])
  const failed = [cases, complaints, recoveries].find((one) => one.isError)
  return (
    <div className="page">
      <h1>{t('nav.figures')}</h1>
      {failed && <ProblemNote problem={failed.error} retry={() => void failed.refetch()} />}
      <div
        role="region"
        aria-label={t('nav.figures')}
        tabIndex={0}
        style={{
          display: 'grid',
          gridTemplateColumns: 'repeat(auto-fit, minmax(300px, 1fr))',
          gap: 12,
          alignItems: 'start',
        }}
      >
        {complaints.data && (
          <Table
            title={label('Kind', 'complaint')}
            rows={named(
              [
                'complaints',
                'persons',
                'matters',
                'repeats',
                'claimed',
                'verified',
                'satisfied',
                'basically',
                'dissatisfied',
              ],
              complaints.data,
              'complaints',
            )}
          />
        )}
        {complaints.data && (
          <Table
            title={t('figure.by_channel')}
            rows={complaints.data.by_channel.map((one) => [label('Channel', one.code), one.count])}
          />
        )}
        {complaints.data && (
          <Table
            title={t('figure.by_class')}
            rows={complaints.data.by_class.map((one) => [label('PetitionClass', one.code), one.count])}
          />
        )}
        {cases.data && (
          <Table
            title={label('Kind', 'case')}
            rows={[
              ...named(
                ['cases', 'dismissed', 'persons_handled', 'persons_sanctioned', 'persons_transferred'],
                cases.data,
                'cases',
              ),
              ...mapped(cases.data.by_form, 'CaseForm'),
              ...mapped(cases.data.by_party, 'PartySanction'),
              ...mapped(cases.data.by_administrative, 'AdministrativeSanction'),
            ]}
          />
        )}
        {recoveries.data && (
          <Table
            title={label('Kind', 'recovery')}
            rows={[
              ...named(['recoveries'], recoveries.data, 'recoveries'),
              ...named(
                ['involved', 'due', 'paid', 'paid_verified', 'remitted', 'outstanding', 'written_off', 'avoided'],
                recoveries.data,
                'recoveries',
                'money',
              ),
            ]}
          />
        )}
      </div>
    </div>
  )
}

function Table({ title, rows }: { title: string; rows: Row[] }) {
  return (
    <section className="card">
      <h2>{title}</h2>
      <table className="simple">
        <tbody>
          {rows.map(([name, value, money]) => (
            <tr key={name}>
              <td>{name}</td>
              <td className="num">{money ? yuan(value) : count(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
