import type { Pair } from '../i18n/text'

const types: Record<string, Pair> = {
  person_id: ['身份证号', 'Resident number'],
  uscc: ['统一社会信用代码', 'Unified social credit code'],
  text: ['文本', 'Text'],
  int: ['整数', 'Whole number'],
  money: ['金额', 'Money'],
  decimal: ['小数', 'Decimal number'],
  code: ['代码', 'Code'],
  timestamp: ['时间', 'Moment'],
  date: ['日期', 'Date'],
  month: ['月份', 'Month'],
  year: ['年度', 'Year'],
  bool: ['是否', 'Yes or no'],
  enum: ['固定选项', 'One of a list'],
  int_list: ['整数列表', 'Whole numbers'],
  text_list: ['文本列表', 'Texts'],
}

/** What a column or a parameter holds, in words. */
export const typeText = (type: string, pair: (pair: Pair) => string): string => {
  const found = types[type]
  return found ? pair(found) : type
}
