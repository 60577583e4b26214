import { codesOf, useWords } from '../i18n/text'
import { draftOf, EMPTY } from './draft'
import { Photos } from './Photos'
import type { Finding, ItemDraft, Kept } from './types'
import type { Change } from './Visit'

interface Props {
  kept: Kept
  change: Change
  locked: boolean
}

/** The checklist: each item with what was found, a remark and photographs. */
export function Items({ kept, change, locked }: Props) {
  const { record, phase } = kept
  const draft = kept.draft ?? draftOf(record, '')
  const refused = phase.is === 'refused' ? phase.item : undefined
  return (
    <section>
      <h2 className="field-head">{record.checklist.title}</h2>
      {record.checklist.items.map((item) => (
        <Item
          key={item.code}
          inspection={kept.id}
          code={item.code}
          text={item.text}
          basis={item.basis}
          how={item.how}
          draft={draft.items[item.code] ?? EMPTY}
          refused={refused === item.code}
          locked={locked}
          set={(next) =>
            change((was) => ({ ...was, items: { ...was.items, [item.code]: next(was.items[item.code] ?? EMPTY) } }))
          }
        />
      ))}
    </section>
  )
}

interface ItemProps {
  inspection: number
  code: string
  text: string
  basis: string
  how: string
  draft: ItemDraft
  refused: boolean
  locked: boolean
  set: (next: (was: ItemDraft) => ItemDraft) => void
}

const FINDINGS = codesOf('InspectionFinding') as Finding[]

function Item({ inspection, code, text, basis, how, draft, refused, locked, set }: ItemProps) {
  const { t, label } = useWords()
  const wanted = draft.finding !== undefined && draft.finding !== 'ok'
  const lacks = wanted && draft.remark.trim() === ''
  return (
    <div id={`item-${code}`} className={`field-section field-item${refused ? ' is-wrong' : ''}`}>
      <h3>
        <span className="soft">{code}</span> {text}
      </h3>
      <details>
        <summary>{t('field.item.how')}</summary>
        <p className="pre">{how}</p>
        <p className="pre soft">{basis}</p>
      </details>
      <div className="field-choices" role="radiogroup" aria-label={`${code} ${text}`}>
        {FINDINGS.map((finding) => (
          <button
            key={finding}
            type="button"
            role="radio"
            aria-checked={draft.finding === finding}
            className={`field-choice is-${finding}`}
            disabled={locked}
            onClick={() => set((was) => ({ ...was, finding }))}
          >
            {label('InspectionFinding', finding)}
          </button>
        ))}
      </div>
      {(draft.finding !== undefined || draft.remark !== '') && (
        <>
          <label className="field-label" htmlFor={`remark-${code}`}>
            {t(wanted ? 'field.item.remark.wanted' : 'field.item.remark')}
          </label>
          <textarea
            id={`remark-${code}`}
            className="field-text"
            rows={2}
            maxLength={2000}
            aria-invalid={lacks}
            disabled={locked}
            value={draft.remark}
            onChange={(event) => {
              const remark = event.target.value
              set((was) => ({ ...was, remark }))
            }}
          />
        </>
      )}
      <Photos
        inspection={inspection}
        name={code}
        files={draft.files}
        locked={locked}
        add={(ref) => set((was) => ({ ...was, files: [...was.files, ref] }))}
        remove={(ref) => set((was) => ({ ...was, files: was.files.filter((file) => file !== ref) }))}
      />
    </div>
  )
}
