import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useRef } from 'react'
import { useWords } from '../i18n/text'
import { CaseVerdict } from './Cases'
import { Code } from './Code'
import type { RuleCase, TextCheck } from './calls'
import { WordsPanel } from './WordsPanel'

export interface Written {
  text: string
  cases: RuleCase[]
}
interface Props {
  written: Written
  change: (written: Written) => void
  check: TextCheck | undefined
  priority: string | undefined
}

const CASE = `title = ""
expect = []

[tables]
`

/** A rule is written: its text, and the cases that it has to answer rightly. */
export function Editor({ written, change, check, priority }: Props) {
  const { t } = useWords()
  const area = useRef<HTMLTextAreaElement>(null)
  const cases = written.cases
  const ofCase = (name: string) => check?.faults.filter((fault) => nameOf(fault.file) === name) ?? []
  const names = new Set(cases.map((one) => one.name))
  const ofText = check?.faults.filter((fault) => !names.has(nameOf(fault.file))) ?? []
  const setCase = (index: number, next: RuleCase) =>
    change({ ...written, cases: cases.map((one, place) => (place === index ? next : one)) })

  function insert(word: string) {
    const box = area.current
    if (!box) return
    box.setRangeText(word, box.selectionStart, box.selectionEnd, 'end')
    change({ ...written, text: box.value })
    box.focus()
  }
  return (
    <div className="editor">
      <div className="record-body">
        <section className="card">
          <h2>{t('rule.text')}</h2>
          <Code
            area={area}
            label={t('rule.text')}
            text={written.text}
            change={(text) => change({ ...written, text })}
            faults={ofText}
            least={18}
          />
        </section>
        <section className="card">
          <h2>{t('rule.cases', { count: cases.length })}</h2>
          {cases.map((one, index) => (
            <div key={index} className="case">
              <div className="spread">
                <Input
                  style={{ width: 220 }}
                  aria-label={t('case.name')}
                  placeholder={t('case.name')}
                  value={one.name}
                  onChange={(event) => setCase(index, { ...one, name: event.target.value })}
                />
                <span className="grow">
                  <CaseVerdict outcome={check?.cases.find((other) => other.name === one.name)} />
                </span>
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t('form.remove')}
                  onClick={() => change({ ...written, cases: cases.filter((_, place) => place !== index) })}
                />
              </div>
              <Code
                label={`${t('case.text')} ${one.name}`}
                text={one.text}
                change={(text) => setCase(index, { ...one, text })}
                faults={ofCase(one.name)}
              />
            </div>
          ))}
          <div className="card-body row">
            <Button
              icon={<PlusOutlined />}
              onClick={() =>
                change({ ...written, cases: [...cases, { name: `case_${cases.length + 1}`, text: CASE }] })
              }
            >
              {t('case.add')}
            </Button>
            <span className="soft">{t('case.what')}</span>
          </div>
        </section>
      </div>
      <WordsPanel priority={priority} insert={insert} />
    </div>
  )
}

const nameOf = (file: string) =>
  file
    .split('/')
    .at(-1)
    ?.replace(/\.[a-z]+$/, '') ?? file
