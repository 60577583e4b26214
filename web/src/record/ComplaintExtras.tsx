import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import { useState } from 'react'
import type { Schemas } from '../api/client'
import { allowed } from '../api/operations'
import { get } from '../api/http'
import { draftOf, type Field } from '../api/shapes'
import { FileLinks } from '../files/FileLinks'
import { minute } from '../format/time'
import { useWords } from '../i18n/text'
import { StateTag } from '../parts/Standing'
import { useMe } from '../session/me'
import { ActionDrawer } from './ActionDrawer'
import type { Head } from './calls'

const WHY: Field[] = [{ name: 'reason', type: 'text', required: true }]
const MESSAGE: Field[] = [{ name: 'text', type: 'text', required: true }]

/** Of a complaint alone: its mailbox, who said it, what it repeats, and as what it goes on. */
export function ComplaintExtras({ record }: { record: Head }) {
  const me = useMe()
  const { t, label, field } = useWords()
  const navigate = useNavigate()
  const [who, setWho] = useState<Schemas['Identity'][]>()
  const base = `/complaints/${record.id}`
  const version = `"v${record.version}"`
  const messages = useQuery({
    queryKey: ['complaints', 'messages', record.id],
    retry: false,
    queryFn: () => get<Schemas['Message'][]>(`${base}/messages`),
  })
  const attached = useQuery({
    queryKey: ['complaints', 'attachments', record.id],
    retry: false,
    queryFn: () => get<Schemas['Attachment'][]>(`${base}/attachments`),
  })
  const desk = me.intake && allowed(me.role, 'GET /complaints/{id}/repeats')
  const repeats = useQuery({
    queryKey: ['complaints', 'repeats', record.id],
    enabled: desk,
    retry: false,
    queryFn: () => get<Schemas['Repeat'][]>(`${base}/repeats`),
  })
  const head = Object.fromEntries(
    ['title', 'priority', 'department', 'place', 'campaign'].flatMap((name) =>
      record[name] ? [[name, record[name]]] : [],
    ),
  )
  const common = { plural: 'complaints', id: record.id }
  return (
    <>
      <section className="card">
        <h2>{t('complaint.reporter')}</h2>
        <div className="card-body">
          {who ? (
            <table className="simple">
              <tbody>
                {who.map((one, index) => (
                  <tr key={index}>
                    <td>{one.name}</td>
                    <td>{one.phone}</td>
                    <td>{one.resident_number}</td>
                    <td>{one.address}</td>
                  </tr>
                ))}
                {who.length === 0 && (
                  <tr>
                    <td className="soft">{t('complaint.nobody')}</td>
                  </tr>
                )}
              </tbody>
            </table>
          ) : record.reporter === 'anonymous' ? (
            <span className="soft">{t('complaint.anonymous')}</span>
          ) : (
            <ActionDrawer
              {...common}
              text={t('complaint.reveal')}
              draft={`${base}/reporters`}
              fields={WHY}
              path={`${base}/reporters`}
              done={(answer) => setWho(answer as Schemas['Identity'][])}
            />
          )}
        </div>
      </section>
      {!!attached.data?.length && (
        <section className="card no-print">
          <h2>{t('complaint.attached')}</h2>
          <div className="card-body">
            <FileLinks digests={attached.data.map((one) => one.digest)} />
            <span className="soft">{t('complaint.attached.what')}</span>
          </div>
        </section>
      )}
      {messages.data && (
        <section className="card">
          <h2 className="spread">
            {t('complaint.mailbox')}
            <ActionDrawer
              {...common}
              text={t('complaint.write')}
              draft={`${base}/messages`}
              fields={MESSAGE}
              path={`${base}/messages`}
            />
          </h2>
          <div className="card-body">
            {messages.data.length === 0 && <span className="soft">{t('complaint.no_messages')}</span>}
            <ul className="entries">
              {messages.data.map((message, index) => (
                <li key={index}>
                  <div className="pre">{message.text}</div>
                  <div className="entry-by">
                    {label('Direction', message.direction)} · {minute(message.at)}
                  </div>
                </li>
              ))}
            </ul>
          </div>
        </section>
      )}
      {desk && (
        <section className="card no-print">
          <h2>{t('complaint.goes_on')}</h2>
          <div className="card-body row">
            <ActionDrawer
              {...common}
              text={t('complaint.as_issue')}
              draft={`${base}/issue`}
              fields={draftOf('IssueDraft')}
              within="IssueDraft"
              initial={{ head, source: 'complaint', description: record.text }}
              path={`${base}/issue`}
              version={version}
              done={(made) => void navigate(`/issues/${(made as Head).id}`)}
            />
            <ActionDrawer
              {...common}
              text={t('complaint.as_clue')}
              draft={`${base}/clue`}
              fields={draftOf('ClueDraft')}
              within="ClueDraft"
              initial={{ head, source: 'complaint', description: record.text, persons: [] }}
              path={`${base}/clue`}
              version={version}
              done={(made) => void navigate(`/clues/${(made as Head).id}`)}
            />
          </div>
          {!!repeats.data?.length && (
            <table className="simple">
              <thead>
                <tr>
                  <th colSpan={2}>{t('complaint.may_repeat')}</th>
                  <th className="num">{t('complaint.likeness')}</th>
                  <th>{field('state')}</th>
                  <th />
                </tr>
              </thead>
              <tbody>
                {repeats.data.map((one) => (
                  <tr key={one.complaint}>
                    <td>
                      <Link to={`/complaints/${one.complaint}`}>
                        {one.number} {one.title}
                      </Link>
                    </td>
                    <td>{one.reasons.map((reason) => label('RepeatReason', reason)).join('、')}</td>
                    <td className="num">{(one.likeness / 10).toFixed(1)}%</td>
                    <td>
                      <StateTag list="ComplaintState" state={one.state} />
                    </td>
                    <td>
                      <ActionDrawer
                        {...common}
                        text={t('complaint.link')}
                        draft={`${base}/repeats/${one.complaint}`}
                        fields={WHY}
                        path={`${base}/repeats`}
                        version={version}
                        body={(typed) => ({ ...typed, of: one.complaint })}
                      />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
      )}
    </>
  )
}
