import { lazy, Suspense } from 'react'
import type { Head } from './calls'

const ComplaintExtras = lazy(async () => ({ default: (await import('./ComplaintExtras')).ComplaintExtras }))
const FurtherDeeds = lazy(async () => ({ default: (await import('./FurtherDeeds')).FurtherDeeds }))
const InspectionEvidence = lazy(async () => ({
  default: (await import('./InspectionEvidence')).InspectionEvidence,
}))

/** What one kind of record has beside what all have. */
export function Extras({ plural, record }: { plural: string; record: Head }) {
  return (
    <Suspense>
      {plural === 'inspections' && <InspectionEvidence record={record} />}
      {plural === 'complaints' ? <ComplaintExtras record={record} /> : <FurtherDeeds plural={plural} record={record} />}
    </Suspense>
  )
}
