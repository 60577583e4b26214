import { useQueryClient } from '@tanstack/react-query'
import { Spin } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { RouterProvider } from 'react-router/dom'
import { router } from '../app/routes'
import { ProblemNote } from '../parts/ProblemNote'
import { SESSION, useSession } from './calls'
import { Expiry } from './Expiry'
import { MeContext, type Me } from './me'
import { SignInPage } from './SignInPage'
import { RETURN } from './wanted'

const Setup = lazy(async () => ({ default: (await import('./Setup')).Setup }))
const ProviderReturn = lazy(async () => ({ default: (await import('./ProviderReturn')).ProviderReturn }))
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
  if (session.isError) return <ProblemNote problem={session.error} retry={() => void session.refetch()} />
  const me = session.data
  if (!me) return <SignInPage entered={entered} />
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
