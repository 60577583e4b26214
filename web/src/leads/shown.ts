import type { Schemas } from '../api/client'
import type { Words, Pair } from '../i18n/text'

// What a rule's own columns are called; those that it takes from a department's file have that file's header.
const COLUMNS: Record<string, Pair> = {
  age: ['年龄', 'Age'],
  benefit: ['待遇', 'Benefit'],
  paid_for: ['所属期', 'Paid for'],
  paid_to: ['收款账户', 'Paid to'],
  born_on: ['出生日期', 'Born on'],
  died_on: ['死亡日期', 'Died on'],
  death_source: ['死亡信息来源', 'Source of the death'],
  owner: ['车主', 'Owner'],
  owner_relation: ['与对象关系', 'Relation'],
  holder: ['权利人', 'Holder'],
  homes: ['住房套数', 'Homes'],
  household_no: ['户号', 'Household'],
  household: ['家庭', 'Household'],
  households: ['涉及户数', 'Households'],
  company: ['企业名称', 'Company'],
  destitute_amount: ['特困供养金', 'Destitute payment'],
  pension: ['养老金', 'Pension'],
  employee_pension: ['职工养老金', 'Employee pension'],
  claimed_mu: ['申报面积（亩）', 'Claimed (mu)'],
  certified_mu: ['确权面积（亩）', 'Certified (mu)'],
  held_mu: ['确权面积（亩）', 'Held (mu)'],
  year_amount: ['全年金额', 'Amount of the year'],
  year: ['年度', 'Year'],
  prison_from: ['入狱日期', 'In prison from'],
  prison_to: ['出狱日期', 'In prison to'],
  payee: ['收款人', 'Payee'],
  payee_id: ['收款人证件号', "Payee's number"],
  payees: ['收款人数', 'Payees'],
  latest_month: ['最近月份', 'Latest month'],
  other_institution: ['另一机构', 'Other institution'],
  other_start: ['另一开始日期', 'Other start'],
  other_end: ['另一结束日期', 'Other end'],
  other_course: ['另一课程', 'Other course'],
  other_town: ['另一镇街', 'Other town'],
  other_village: ['另一村居', 'Other village'],
  first_name: ['另一姓名', 'Other name'],
  place: ['地点', 'Place'],
  level: ['等级', 'Level'],
  disability: ['残疾类别', 'Disability'],
  kind: ['类别', 'Kind'],
  village: ['村居', 'Village'],
  name: ['姓名', 'Name'],
  region: ['地区', 'Region'],
  other_region: ['另一地区', 'Other region'],
  price: ['价格', 'Price'],
  base: ['缴费基数', 'Base'],
  scheme: ['险种', 'Scheme'],
  employer: ['单位', 'Employer'],
  months: ['月数', 'Months'],
}

type Sheet = Schemas['DatasetSheet']

/** The header of a column that a hit shows. */
export function columnName(column: string, sheets: readonly Sheet[], words: Words): string {
  const own = COLUMNS[column]
  if (words.language === 'en' && own) return own[1]
  for (const sheet of sheets) {
    const found = sheet.columns.find((one) => one.code === column)
    if (found) return found.header
  }
  return own ? words.pair(own) : column.replaceAll('_', ' ')
}
