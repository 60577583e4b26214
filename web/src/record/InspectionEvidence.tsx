import { useState } from 'react'
import type { Schemas } from '../api/client'
import { minute } from '../format/time'
import { placeText } from '../field/spot'
import { Viewer } from '../files/Viewer'
import { useWords } from '../i18n/text'
import { SidePanel } from '../parts/SidePanel'
import type { Head } from './calls'
import { InspectionItems } from './InspectionItems'
import { Shots, type Shot } from './Shots'

/** The checklist with what was found and photographed, the signature of the inspected, and where it was; each picture opens large. */
export function InspectionEvidence({ record }: { record: Head }) {
  const { t } = useWords()
  const [shown, setShown] = useState<Shot>()
  const inspection = record as unknown as Schemas['Inspection']
  const { signature, spot } = inspection
  const papers = signature?.entry.files ?? []
  return (
    <>
      {(papers.length > 0 || spot) && (
        <section className="card" id="evidence">
          <h2>{t('inspection.evidence')}</h2>
          <dl className="fields card-body" style={{ margin: 0 }}>
            {spot && (
              <div style={{ display: 'contents' }}>
                <dt>{t('inspection.spot')}</dt>
                <dd>
                  {placeText(spot)}
                  <div className="entry-by">
                    {t('field.spot.accuracy', { metres: spot.accuracy, at: minute(spot.at) })}
                  </div>
                </dd>
              </div>
            )}
            {papers.length > 0 && (
              <div style={{ display: 'contents' }}>
                <dt>
                  {signature?.is === 'signed'
                    ? t('inspection.signed_by', { name: signature.name })
                    : t('field.signing.refuses')}
                </dt>
                <dd>
                  <Shots title={t('field.signing.picture')} files={papers} open={setShown} />
                </dd>
              </div>
            )}
          </dl>
        </section>
      )}
      <InspectionItems inspection={inspection} open={setShown} />
      <SidePanel open={!!shown} onClose={() => setShown(undefined)} size="70vw" title={shown?.title} destroyOnHidden>
        {shown && <Viewer digest={shown.digest} name={shown.title} />}
      </SidePanel>
    </>
  )
}
