import { recordOf } from '../api/shapes'
import { minute } from '../format/time'
import { useWords } from '../i18n/text'
import type { Head } from './calls'
import type { RecordKind } from './kinds'
import { ownWay, sectionsFor } from './sections'
import { isBlank, Value } from './Value'

export function Sections({ kind, record }: { kind: RecordKind; record: Head }) {
  const { t, field } = useWords()
  const shapes = recordOf(kind.schema)
  const present = shapes.filter(
    (shape) =>
      !ownWay(kind.schema, shape.name) &&
      !isBlank(record[shape.name]) &&
      !(shape.name === 'reopened' && record.reopened === 0),
  )
  const byName = new Map(present.map((shape) => [shape.name, shape]))
  return (
    <>
      {sectionsFor(present.map((shape) => shape.name)).map((section) => (
        <section key={section.title} className="card">
          <h2>{t(section.title)}</h2>
          <dl className="fields card-body" style={{ margin: 0 }}>
            {section.fields.map((name) => {
              const shape = byName.get(name)
              return shape ? (
                <div key={name} style={{ display: 'contents' }}>
                  <dt>{field(name, kind.schema)}</dt>
                  <dd>
                    <Value field={shape} value={record[name]} />
                  </dd>
                </div>
              ) : null
            })}
          </dl>
        </section>
      ))}
      <section className="card">
        <h2>{t('section.clocks')}</h2>
        <dl className="fields card-body" style={{ margin: 0 }}>
          {record.clocks.length > 0 && (
            <>
              <dt>{field('clocks')}</dt>
              <dd>
                <Value field={{ name: 'clocks', type: 'object' }} value={record.clocks} />
              </dd>
            </>
          )}
          <dt>{field('entered_by')}</dt>
          <dd>{t('entry.by', { who: record.entered_by, at: minute(record.entered_at) })}</dd>
          {!isBlank(record.team) && (
            <>
              <dt>{field('team')}</dt>
              <dd>{record.team?.join('、')}</dd>
            </>
          )}
        </dl>
      </section>
    </>
  )
}
