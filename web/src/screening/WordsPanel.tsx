import { Input } from 'antd'
import { useState } from 'react'
import { useWords } from '../i18n/text'
import { useRuleWords } from './calls'

/** Tables, columns and functions that a rule may use: a click puts one in where the cursor stands. */
export function WordsPanel({ priority, insert }: { priority: string | undefined; insert: (word: string) => void }) {
  const { t, language } = useWords()
  const words = useRuleWords(priority).data
  const [typed, setTyped] = useState('')
  const sought = typed.trim()
  const tables = (words?.tables ?? [])
    .map((table) => ({
      ...table,
      columns: table.columns.filter(
        (column) =>
          `${table.dataset} ${table.title}`.includes(sought) || `${column.name} ${column.header}`.includes(sought),
      ),
    }))
    .filter((table) => table.columns.length > 0)
  const word = (text: string, title?: string) => (
    <button key={text} type="button" className="word" title={title} onClick={() => insert(text)}>
      {text}
    </button>
  )
  return (
    <aside className="card words">
      <h2>{t('editor.words')}</h2>
      <div className="card-body">
        <Input.Search
          allowClear
          placeholder={t('editor.words.find')}
          aria-label={t('editor.words.find')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <div className="words-list">
          {tables.map((table) => (
            <details key={table.dataset} open={sought !== '' || undefined}>
              <summary>
                {language === 'zh' ? table.title : table.dataset} <span className="soft">{table.columns.length}</span>
              </summary>
              {word(table.dataset, table.title)}
              {table.columns.map((column) => (
                <div key={column.name} className="spread">
                  {word(column.name, [column.meaning, column.values.join('、')].filter(Boolean).join('\n'))}
                  <span className="soft">{language === 'zh' ? column.header : ''}</span>
                </div>
              ))}
            </details>
          ))}
          {!!words?.given.length && (
            <details>
              <summary>{t('editor.given')}</summary>
              <div className="row">{words.given.map((one) => word(one))}</div>
            </details>
          )}
          {!!words?.functions.length && (
            <details>
              <summary>{t('editor.functions')}</summary>
              <div className="row">{words.functions.filter((one) => one.includes(sought)).map((one) => word(one))}</div>
            </details>
          )}
        </div>
      </div>
    </aside>
  )
}
