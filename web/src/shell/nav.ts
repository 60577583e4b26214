import type { MessageKey } from '../i18n/messages'
import { BUSINESS } from '../session/me'

export interface NavItem {
  path: string
  /** A kind of record (its label comes from the API), or a text of ours. */
  kind?: string
  text?: MessageKey
  roles: readonly string[]
}
export interface NavGroup {
  text?: MessageKey
  items: NavItem[]
}

const SUPERVISING = ['supervisor', 'resident_office']
const DEPARTMENT = ['department_head', 'department_staff']
const LOCAL = ['town', 'village', 'institution', 'school']
const LEDGER = [...SUPERVISING, ...DEPARTMENT, ...LOCAL]
const BOARD = [...SUPERVISING, ...DEPARTMENT, ...LOCAL, 'reader']
const FIGURES = [...SUPERVISING, ...DEPARTMENT, 'reader']

const READING = [...SUPERVISING, ...DEPARTMENT, ...LOCAL, 'inspector', 'reader']
const HANDING_IN = ['supervisor', ...DEPARTMENT]

/** What each role finds at the left: only what is theirs. What they may do there, the API decides. */
export const NAV: NavGroup[] = [
  {
    items: [
      { path: '/', text: 'nav.workbench', roles: BUSINESS },
      { path: '/board', text: 'nav.board', roles: BOARD },
      { path: '/figures', text: 'nav.figures', roles: FIGURES },
    ],
  },
  {
    text: 'nav.leads',
    items: [
      { path: '/leads', kind: 'lead', roles: BUSINESS },
      { path: '/lead-queues', text: 'nav.queues', roles: SUPERVISING },
      { path: '/exemptions', text: 'nav.exemptions', roles: SUPERVISING },
      { path: '/rule-yields', text: 'nav.yields', roles: [...SUPERVISING, ...DEPARTMENT] },
    ],
  },
  {
    text: 'nav.ledger',
    items: [
      { path: '/complaints', kind: 'complaint', roles: LEDGER },
      { path: '/issues', kind: 'issue', roles: BUSINESS },
      { path: '/risks', kind: 'risk', roles: LEDGER },
      { path: '/inspections', kind: 'inspection', roles: BUSINESS },
      { path: '/field', text: 'nav.field', roles: [...SUPERVISING, ...DEPARTMENT, 'inspector'] },
      { path: '/recoveries', kind: 'recovery', roles: LEDGER },
      { path: '/recommendations', kind: 'recommendation', roles: LEDGER },
      { path: '/interviews', kind: 'interview', roles: LEDGER },
      { path: '/measures', kind: 'measure', roles: LEDGER },
      { path: '/notices', kind: 'notice', roles: LEDGER },
      { path: '/campaigns', kind: 'campaign', roles: LEDGER },
    ],
  },
  {
    text: 'nav.discipline',
    items: [
      { path: '/clues', kind: 'clue', roles: SUPERVISING },
      { path: '/cases', kind: 'case', roles: SUPERVISING },
    ],
  },
  {
    text: 'nav.data',
    items: [
      { path: '/datasets', text: 'nav.datasets', roles: READING },
      { path: '/batches', text: 'nav.batches', roles: [...SUPERVISING, ...DEPARTMENT] },
      { path: '/imports', text: 'nav.imports', roles: HANDING_IN },
      { path: '/prechecks', text: 'nav.prechecks', roles: HANDING_IN },
    ],
  },
  {
    text: 'nav.screening',
    items: [
      { path: '/rules', text: 'nav.rules', roles: READING },
      { path: '/screenings', text: 'nav.screenings', roles: ['supervisor'] },
    ],
  },
  {
    text: 'nav.admin',
    items: [
      { path: '/admin/accounts', text: 'nav.accounts', roles: ['security_admin'] },
      { path: '/admin/offices', text: 'nav.offices', roles: ['security_admin'] },
      { path: '/admin/keys', text: 'nav.keys', roles: ['security_admin'] },
      { path: '/admin/settings', text: 'nav.settings', roles: ['system_admin'] },
      { path: '/admin/outside-states', text: 'nav.outside', roles: ['system_admin'] },
      { path: '/admin/jobs', text: 'nav.jobs', roles: ['system_admin'] },
      { path: '/admin/packs', text: 'nav.packs', roles: ['system_admin'] },
      { path: '/admin/trail', text: 'nav.trail', roles: ['audit_admin'] },
    ],
  },
]

export const navFor = (role: string): NavGroup[] =>
  NAV.map((group) => ({ ...group, items: group.items.filter((item) => item.roles.includes(role)) })).filter(
    (group) => group.items.length,
  )

/** Where a role begins. */
export const homeOf = (role: string): string => navFor(role)[0]?.items[0]?.path ?? '/account'
