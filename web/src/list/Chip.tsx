import { CloseOutlined } from '@ant-design/icons'
import { useWords } from '../i18n/text'

/** What a list is narrowed by; a press takes it away. */
export function Chip({ text, remove }: { text: string; remove: () => void }) {
  const { t } = useWords()
  return (
    <button
      type="button"
      className="chip"
      aria-label={t('list.remove', { text })}
      title={t('list.remove', { text })}
      onClick={remove}
    >
      {text}
      <CloseOutlined aria-hidden="true" />
    </button>
  )
}
