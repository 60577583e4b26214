import { day } from '../format/time'
import { useWords } from '../i18n/text'
import { draftOf, lacking } from './draft'
import { addFile, one, tidy } from './keeper'
import { KeptPicture } from './KeptPicture'
import { SignaturePad } from './SignaturePad'
import type { Kept, Signing as Signed } from './types'
import type { Change } from './Visit'

interface Props {
  kept: Kept
  change: Change
  locked: boolean
}

const today = () => day(new Date())
const signs = (): Signed => ({ is: 'signed', name: '', remark: '', on: today() })
const refuses = (): Signed => ({ is: 'refused', witness: '', reason: '', on: today() })

/** The inspected read what was found, and sign or do not. */
export function Signing({ kept, change, locked }: Props) {
  const { t } = useWords()
  const { record } = kept
  const draft = kept.draft ?? draftOf(record, '')
  const { signing } = draft
  const open = lacking(record, draft, 'whole').filter((lack) => 'item' in lack).length
  const faults = record.checklist.items.filter(({ code }) => draft.items[code]?.finding === 'fault')
  const set = (next: Partial<Signed>) =>
    change((was) => ({ ...was, signing: { ...(was.signing ?? signs()), ...next } as Signed }))

  async function keep(picture: Blob) {
    const ref = await addFile(kept.id, `signature-${record.number}.png`, picture)
    set({ picture: ref, on: today() })
  }
  function again() {
    set({ picture: undefined })
    const now = one(kept.id)
    if (now) void tidy(now)
  }
  if (open > 0 && !signing) {
    return (
      <section className="field-section">
        <h3>{t('field.signing')}</h3>
        <p className="soft">{t('field.signing.first', { count: open })}</p>
      </section>
    )
  }
  const text = (name: string, value: string, label: string, put: (text: string) => void) => (
    <>
      <label className="field-label" htmlFor={name}>
        {label}
      </label>
      <input
        id={name}
        className="field-text"
        maxLength={200}
        autoComplete="off"
        disabled={locked}
        value={value}
        onChange={(event) => put(event.target.value)}
      />
    </>
  )
  return (
    <section className="field-section" id="signing">
      <h3>{t('field.signing')}</h3>
      {faults.length === 0 ? (
        <p>{t('field.signing.no_faults')}</p>
      ) : (
        <>
          <p>{t('field.signing.faults')}</p>
          <ol className="field-faults">
            {faults.map(({ code, text }) => (
              <li key={code}>
                {text}
                <div className="soft pre">{draft.items[code]?.remark}</div>
              </li>
            ))}
          </ol>
        </>
      )}
      <div className="field-choices" role="radiogroup" aria-label={t('field.signing')}>
        {(['signed', 'refused'] as const).map((is) => (
          <button
            key={is}
            type="button"
            role="radio"
            aria-checked={signing?.is === is}
            className="field-choice"
            disabled={locked}
            onClick={() =>
              signing?.is !== is && change((was) => ({ ...was, signing: is === 'signed' ? signs() : refuses() }))
            }
          >
            {t(is === 'signed' ? 'field.signing.signs' : 'field.signing.refuses')}
          </button>
        ))}
      </div>
      {signing?.is === 'signed' && (
        <>
          {text('signer', signing.name, t('field.signing.name'), (name) => set({ name }))}
          {text('said', signing.remark, t('field.signing.remark'), (remark) => set({ remark }))}
          {signing.picture ? (
            <div className="field-signature">
              <KeptPicture file={signing.picture} alt={t('field.signing.picture')} />
              {!locked && (
                <button type="button" className="field-button" onClick={again}>
                  {t('field.signing.again')}
                </button>
              )}
            </div>
          ) : (
            !locked && <SignaturePad keep={keep} />
          )}
        </>
      )}
      {signing?.is === 'refused' && (
        <>
          {text('reason', signing.reason, t('field.signing.reason'), (reason) => set({ reason, on: today() }))}
          {text('witness', signing.witness, t('field.signing.witness'), (witness) => set({ witness }))}
        </>
      )}
    </section>
  )
}
