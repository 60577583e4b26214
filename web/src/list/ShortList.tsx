import { Select } from 'antd'
import { Chip } from './Chip'
import { ListPage, type ListProps } from './ListPage'
import { typedIn } from './seen'
import { TypedFilter } from './TypedFilter'
import { useAddress } from './useAddress'
import { useWords } from '../i18n/text'

/** A closed list by which rows are narrowed. */
export interface Narrow<T> {
  name: string
  label: string
  options: readonly { value: string; label: string }[]
  of: (row: T) => string | readonly string[]
}

interface Props<T> extends Omit<ListProps<T>, 'narrowed'> {
  /** What typing is looked for in, said in the field. */
  typed?: string
  narrows?: readonly Narrow<T>[]
  /** What else narrows it. */
  narrowed?: boolean
}

/** A list that the API gives whole: narrowed here, by typing and by its closed lists. */
export function ShortList<T>({ typed, narrows = [], children, ...list }: Props<T>) {
  const { t } = useWords()
  const { value, set } = useAddress()
  const q = value('q')
  const chosen = narrows.filter((one) => value(one.name))
  const fitting = chosen.length
    ? list.rows.filter((row) => chosen.every((one) => [one.of(row)].flat().includes(value(one.name))))
    : list.rows
  const found = typedIn(list.columns, fitting, q)
  return (
    <ListPage<T> {...list} rows={found} narrowed={!!q || chosen.length > 0 || !!list.narrowed}>
      {children}
      <div className="chips">
        <TypedFilter
          value={q}
          set={(text) => set({ q: text.trim() || undefined })}
          label={typed ?? t('list.typed.any')}
        />
        {narrows
          .filter((one) => !value(one.name) && one.options.length > 1)
          .map((one) => (
            <Select<string>
              key={one.name}
              className="narrow"
              placeholder={one.label}
              aria-label={one.label}
              value={null as never}
              showSearch={one.options.length > 8 ? { optionFilterProp: 'label' } : false}
              popupMatchSelectWidth={false}
              options={[...one.options]}
              onChange={(next) => set({ [one.name]: next })}
            />
          ))}
        {chosen.map((one) => (
          <Chip
            key={one.name}
            text={`${one.label}${t('colon')}${one.options.find((option) => option.value === value(one.name))?.label ?? value(one.name)}`}
            remove={() => set({ [one.name]: undefined })}
          />
        ))}
      </div>
    </ListPage>
  )
}
