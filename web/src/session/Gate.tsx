import { useQueryClient } from '@tanstack/react-query'
import { Spin } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { RouterProvider } from 'react-router/dom'
import { router } from '../app/routes'
import { ProblemNote } from '../parts/ProblemNote'
import { isProblem } from '../api/http'
import { usePreference } from '../format/preference'
import { SESSION, useSession } from './calls'
import { Expiry } from './Expiry'
import { MeContext, type Me } from './me'
import { inField, WHOSE } from './phone'
import { SignInPage } from './SignInPage'
import { RETURN } from './wanted'

const Setup = lazy(async () => ({ default: (await import('./Setup')).Setup }))
const ProviderReturn = lazy(async () => ({ default: (await import('./ProviderReturn')).ProviderReturn }))
const Away = lazy(async () => ({ default: (await import('../field/Away')).Away }))
const OtherPerson = lazy(async () => ({ default: (await import('../field/OtherPerson')).OtherPerson }))
const MustChange = lazy(async () => ({ default: (await import('./MustChange')).MustChange }))

/** Nothing of the console is there without a session; the address stays, so that one comes back to where one wanted to go. */
export function Gate() {
  const session = useSession()
  const queries = useQueryClient()
  const entered = (me: Me) => queries.setQueryData(SESSION, me)
  const [before] = useState(() => location.pathname)
  if (before === '/setup' || before === RETURN) {
    return <Suspense>{before === RETURN ? <ProviderReturn /> : <Setup />}</Suspense>
  }
  if (session.isPending) return <Spin fullscreen delay={300} />
  if (session.isError) {
    const retry = () => void session.refetch()
    // Refused is refused; whatever else happens on the way to the server is no network to somebody on the spot.
    const refused = isProblem(session.error) && session.error.status >= 400 && session.error.status < 500
    if (!inField() || refused) return <ProblemNote problem={session.error} retry={retry} />
    return (
      <Suspense>
        <Away problem={session.error} retry={retry}>
          {(me) => <Inside me={me} entered={entered} />}
        </Away>
      </Suspense>
    )
  }
  const me = session.data
  return me ? <Inside me={me} entered={entered} /> : <SignInPage entered={entered} />
}

function Inside({ me, entered }: { me: Me; entered: (me: Me) => void }) {
  const [whose] = usePreference<string | null>(WHOSE, null)
  if (whose !== null && whose !== me.login) {
    return (
      <Suspense>
        <OtherPerson login={whose} />
      </Suspense>
    )
  }
  return (
    <MeContext.Provider value={me}>
      {me.must_change_password ? (
        <Suspense>
          <MustChange entered={entered} />
        </Suspense>
      ) : (
        <RouterProvider router={router} />
      )}
      <Expiry me={me} entered={entered} />
    </MeContext.Provider>
  )
}
