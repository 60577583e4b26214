import { useQuery } from '@tanstack/react-query'
import { answer, api, type Schemas } from '../api/client'
import { allowed } from '../api/operations'
import { draftOf } from '../api/shapes'
import { count } from '../format/money'
import { codesOf, useWords } from '../i18n/text'
import type { Column } from '../list/column'
import { ShortList } from '../list/ShortList'
import { ActionDrawer } from '../record/ActionDrawer'
import { useMe } from '../session/me'

type State = Schemas['OutsideState']
const TAKE_BACK = draftOf('OutsideStateDraft').filter((field) => field.name === 'source')
const SAY = draftOf('OutsideStateDraft').map((field) => (field.name === 'state' ? { ...field, required: true } : field))

/** What other systems' words for the state of a ticket mean here; first the words that nobody has said the meaning of. */
export function OutsideStates() {
  const me = useMe()
  const { t, field, label } = useWords()
  const can = allowed(me.role, 'PUT /hotline/states')
  const found = useQuery({ queryKey: ['outside-states'], queryFn: () => answer(api.GET('/api/v1/hotline/states')) })
  const open = useQuery({
    queryKey: ['outside-states', 'unmapped'],
    queryFn: () => answer(api.GET('/api/v1/hotline/states/unmapped')),
  })
  const common = { plural: 'outside-states', verb: 'PUT', path: '/hotline/states' } as const
  const say = (initial: Record<string, unknown>, id: string, primary?: boolean) =>
    can && (
      <ActionDrawer
        {...common}
        primary={primary}
        id={id}
        text={t('outside.say')}
        draft={`outside-states/${id}`}
        fields={SAY}
        within="OutsideStateDraft"
        initial={initial}
      />
    )
  const columns: Column<State>[] = [
    { key: 'word', title: field('word'), width: 180, text: (one) => one.word },
    { key: 'system', title: field('system'), width: 140, text: (one) => one.system ?? t('outside.every') },
    { key: 'state', title: t('outside.means'), width: 140, text: (one) => label('ComplaintState', one.state) },
    { key: 'source', title: field('basis'), text: (one) => one.source },
    {
      key: 'own',
      title: t('outside.by'),
      width: 90,
      text: (one) => t(one.own ? 'outside.own' : 'outside.builtin'),
      render: (one) => (one.own ? t('outside.own') : <span className="soft">{t('outside.builtin')}</span>),
    },
    ...(can
      ? [
          {
            key: 'act',
            title: t('outside.act'),
            width: 128,
            text: () => '',
            render: (one: State) =>
              one.own && (
                <ActionDrawer
                  {...common}
                  small
                  id={`${one.system}/${one.word}`}
                  text={t('outside.take_back')}
                  title={t('outside.take_back.title', { word: one.word })}
                  draft={`outside-states/back/${one.system}/${one.word}`}
                  fields={TAKE_BACK}
                  body={(typed) => ({ ...typed, word: one.word, system: one.system ?? null, state: null })}
                />
              ),
          },
        ]
      : []),
  ]
  return (
    <ShortList<State>
      list="outside-states"
      title={t('nav.outside')}
      columns={columns}
      fixed="word"
      rows={found.data ?? []}
      id={(one) => `${one.system}/${one.word}`}
      name={(one) => one.word}
      busy={found.isPending}
      problem={found.error ?? open.error}
      retry={() => void found.refetch()}
      narrows={[
        {
          name: 'means',
          label: t('outside.means'),
          options: codesOf('ComplaintState').map((code) => ({ value: code, label: label('ComplaintState', code) })),
          of: (one) => one.state,
        },
        {
          name: 'own',
          label: t('outside.by'),
          options: [
            { value: 'true', label: t('outside.own') },
            { value: 'false', label: t('outside.builtin') },
          ],
          of: (one) => String(!!one.own),
        },
      ]}
      actions={say({}, 'new', true)}
      empty={{ title: t('outside.empty'), what: t('list.empty.enter') }}
    >
      {open.data && (
        <section className="card">
          <h2>{t('outside.unmapped', { count: count(open.data.length) })}</h2>
          {open.data.length === 0 ? (
            <div className="card-body soft">{t('outside.unmapped.none')}</div>
          ) : (
            <div style={{ maxHeight: 240, overflow: 'auto' }}>
              <table className="simple">
                <tbody>
                  {open.data.map((one) => (
                    <tr key={`${one.system}/${one.text}`}>
                      <td>{one.text}</td>
                      <td className="soft">{one.system}</td>
                      <td className="num">{t('outside.tickets', { count: count(one.tickets) })}</td>
                      <td className="num">
                        {say({ word: one.text, system: one.system }, `${one.system}/${one.text}`)}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </section>
      )}
    </ShortList>
  )
}
