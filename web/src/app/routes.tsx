import { createBrowserRouter } from 'react-router'
import { KINDS } from '../record/kinds'
import { Shell } from '../shell/Shell'
import { Broken, Lost } from './Lost'

// Every area is a script of its own: what is not opened is not loaded.
export const router = createBrowserRouter([
  {
    path: '/field',
    lazy: async () => ({ Component: (await import('../field/Frame')).Frame }),
    ErrorBoundary: Lost,
    HydrateFallback: () => null,
    children: [
      { index: true, lazy: async () => ({ Component: (await import('../field/Plan')).Plan }) },
      { path: ':id', lazy: async () => ({ Component: (await import('../field/Visit')).Visit }) },
    ],
  },
  {
    path: '/',
    Component: Shell,
    ErrorBoundary: Broken,
    HydrateFallback: () => null,
    children: [
      { index: true, lazy: async () => ({ Component: (await import('../workbench/Workbench')).Workbench }) },
      { path: 'account', lazy: async () => ({ Component: (await import('../account/OwnAccount')).OwnAccount }) },
      {
        path: 'notifications',
        lazy: async () => ({ Component: (await import('../notifications/Notifications')).Notifications }),
      },
      { path: 'board', lazy: async () => ({ Component: (await import('../board/Board')).Board }) },
      { path: 'figures', lazy: async () => ({ Component: (await import('../figures/Figures')).Figures }) },
      { path: 'leads', lazy: async () => ({ Component: (await import('../leads/LeadsList')).LeadsList }) },
      { path: 'leads/:id', lazy: async () => ({ Component: (await import('../leads/LeadPage')).LeadPage }) },
      {
        path: 'leads/:id/sheet',
        lazy: async () => ({ Component: (await import('../leads/VerificationSheet')).VerificationSheet }),
      },
      { path: 'exemptions', lazy: async () => ({ Component: (await import('../leads/Exemptions')).Exemptions }) },
      { path: 'lead-queues', lazy: async () => ({ Component: (await import('../leads/Queues')).Queues }) },
      { path: 'rule-yields', lazy: async () => ({ Component: (await import('../leads/Yields')).Yields }) },
      { path: 'datasets', lazy: async () => ({ Component: (await import('../data/Datasets')).Datasets }) },
      { path: 'datasets/:code', lazy: async () => ({ Component: (await import('../data/DatasetPage')).DatasetPage }) },
      { path: 'batches', lazy: async () => ({ Component: (await import('../data/Batches')).Batches }) },
      {
        path: 'batches/:batch/quarantine',
        lazy: async () => ({ Component: (await import('../data/Quarantine')).Quarantine }),
      },
      { path: 'imports', lazy: async () => ({ Component: (await import('../data/Imports')).Imports }) },
      { path: 'prechecks', lazy: async () => ({ Component: (await import('../data/Prechecks')).Prechecks }) },
      { path: 'rules', lazy: async () => ({ Component: (await import('../screening/Rules')).Rules }) },
      { path: 'rules/new', lazy: async () => ({ Component: (await import('../screening/NewRule')).NewRule }) },
      { path: 'rules/versions', lazy: async () => ({ Component: (await import('../screening/Versions')).Versions }) },
      { path: 'rules/:code', lazy: async () => ({ Component: (await import('../screening/RulePage')).RulePage }) },
      {
        path: 'rules/:code/versions/:number',
        lazy: async () => ({ Component: (await import('../screening/VersionPage')).VersionPage }),
      },
      { path: 'screenings', lazy: async () => ({ Component: (await import('../screening/Screenings')).Screenings }) },
      { path: 'admin/accounts', lazy: async () => ({ Component: (await import('../admin/Accounts')).Accounts }) },
      { path: 'admin/offices', lazy: async () => ({ Component: (await import('../admin/Offices')).Offices }) },
      { path: 'admin/settings', lazy: async () => ({ Component: (await import('../admin/Settings')).Settings }) },
      { path: 'admin/keys', lazy: async () => ({ Component: (await import('../admin/Keys')).Keys }) },
      {
        path: 'admin/outside-states',
        lazy: async () => ({ Component: (await import('../admin/OutsideStates')).OutsideStates }),
      },
      { path: 'admin/jobs', lazy: async () => ({ Component: (await import('../admin/Jobs')).Jobs }) },
      { path: 'admin/packs', lazy: async () => ({ Component: (await import('../admin/Packs')).Packs }) },
      { path: 'admin/trail', lazy: async () => ({ Component: (await import('../admin/Trail')).Trail }) },
      ...KINDS.flatMap((kind) => [
        { path: kind.plural, lazy: async () => ({ element: await listOf(kind.plural) }) },
        { path: `${kind.plural}/new`, lazy: async () => ({ element: await entryOf(kind.plural) }) },
        { path: `${kind.plural}/:id`, lazy: async () => ({ element: await recordOf(kind.plural) }) },
      ]),
      { path: '*', Component: Lost },
    ],
  },
  {
    path: '/wall',
    ErrorBoundary: Lost,
    HydrateFallback: () => null,
    lazy: async () => ({ Component: (await import('../board/Wall')).Wall }),
  },
])

async function listOf(plural: string) {
  const { RecordList } = await import('../list/RecordList')
  return <RecordList key={plural} plural={plural} />
}
async function recordOf(plural: string) {
  const { RecordPage } = await import('../record/RecordPage')
  return <RecordPage key={plural} plural={plural} />
}
async function entryOf(plural: string) {
  const { EntryPage } = await import('../record/EntryPage')
  return <EntryPage key={plural} plural={plural} />
}
