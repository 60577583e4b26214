import { Spin } from 'antd'
import { useParams } from 'react-router'
import { ProblemNote } from '../parts/ProblemNote'
import { useRecord } from './calls'
import { Extras } from './Extras'
import { History } from './History'
import { kindOfPlural } from './kinds'
import { RecordHead } from './RecordHead'
import { Related } from './Related'
import { Sections } from './Sections'
import './record.css'

/** The page of any kind of record but a lead: head, body in sections, history at the right, related records below. */
export function RecordPage({ plural }: { plural: string }) {
  const kind = kindOfPlural(plural)
  const { id = '' } = useParams()
  const record = useRecord(plural, id)
  if (record.isError && !record.data) {
    return (
      <div className="page">
        <ProblemNote problem={record.error} retry={() => void record.refetch()} />
      </div>
    )
  }
  if (!record.data) return <Spin style={{ margin: 40 }} />
  const { data, version } = record.data
  return (
    <div className="page record">
      <RecordHead kind={kind} record={data} version={version} />
      <div className="record-columns">
        <div className="record-body">
          <Sections kind={kind} record={data} />
          <Extras plural={plural} record={data} />
          <Related plural={plural} id={data.id} kind={kind.kind} />
        </div>
        <aside className="record-side">
          <History plural={plural} id={data.id} schema={kind.schema} />
        </aside>
      </div>
    </div>
  )
}
