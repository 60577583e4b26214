import { useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { Schemas } from '../api/client'
import { call } from '../api/http'
import { PriorityPicker } from '../form/pickers'
import { useWords } from '../i18n/text'
import { ProblemNote } from '../parts/ProblemNote'
import '../record/record.css'
import { CheckSum } from './Cases'
import { Editor } from './Editor'
import { useWriting } from './useWriting'

const START = {
  text: `/*---
code = ""
title = ""
title_en = ""
kind = "fault"
subject = "person"
basis = ""
answer = "suspect"
datasets = []
per = []
slice = "month"
needs_authorisation = false
summary = ""
---*/
SELECT
`,
  cases: [],
}

/** A new rule is written, checked and kept as a draft. */
export function NewRule() {
  const { t, field } = useWords()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [priority, setPriority] = useState<string | undefined>('subsidies')
  const [typed, setTyped] = useState<string>()
  const writing = useWriting('rules/new', START)
  // The code stands in the text's head; it is typed once.
  const head = /^code\s*=\s*"(.*)"\s*$/m.exec(writing.written.text)?.[1] ?? ''
  const code = typed ?? head
  function setCode(next: string) {
    setTyped(undefined)
    const text = writing.written.text.replace(/^code\s*=\s*".*"\s*$/m, `code = "${next.replaceAll('"', '')}"`)
    if (text === writing.written.text && next !== head) setTyped(next)
    writing.change({ ...writing.written, text })
  }
  const save = () =>
    writing.save(async (file) => {
      const { data } = await call<Schemas['VersionSheet']>('POST', '/rules', { body: { rule: code, priority, file } })
      await queries.invalidateQueries({ queryKey: ['rules'] })
      void navigate(`/rules/${data.version.rule}/versions/${data.version.number}`)
    })
  const missing = !code || !priority
  return (
    <div className="page">
      <header className="card record-head">
        <div className="spread">
          <h1>{t('rule.write')}</h1>
          <CheckSum check={writing.check} />
        </div>
        <div className="row">
          <label className="row">
            {t('rule.code')}
            <Input
              style={{ width: 130 }}
              value={code}
              placeholder="S31"
              onChange={(event) => setCode(event.target.value)}
            />
          </label>
          <label className="row" htmlFor="rule-priority">
            {field('priority')}
          </label>
          <span style={{ width: 220, display: 'grid' }}>
            <PriorityPicker
              id="rule-priority"
              value={priority}
              onChange={(value) => setPriority(value as string | undefined)}
            />
          </span>
          <span className="grow" />
          <Button loading={writing.busy} disabled={missing} onClick={() => void writing.checked(code, priority)}>
            {t('editor.check')}
          </Button>
          <Button
            type="primary"
            loading={writing.busy}
            disabled={missing}
            title={missing ? t('editor.missing') : undefined}
            onClick={() => void save()}
          >
            {t('editor.keep')}
          </Button>
        </div>
        {writing.problem !== undefined && <ProblemNote problem={writing.problem} />}
      </header>
      <Editor written={writing.written} change={writing.change} check={writing.check} priority={priority} />
    </div>
  )
}
