import { Spin } from 'antd'
import { Suspense, useEffect, useRef, useState } from 'react'
import { NavLink, Outlet, useLocation, useNavigate, useNavigation } from 'react-router'
import { JobsTray } from '../jobs/JobsTray'
import { Bell } from '../notifications/Bell'
import { Switches } from '../parts/Switches'
import { useHotkeys } from '../parts/hotkeys'
import { useMe } from '../session/me'
import { useWords } from '../i18n/text'
import { Help } from './Help'
import { homeOf, navFor } from './nav'
import { Person } from './Person'
import { Search, type SearchHandle } from './Search'
import './shell.css'

export function Shell() {
  const me = useMe()
  const { t, label } = useWords()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const loading = useNavigation().state === 'loading'
  const search = useRef<SearchHandle>(null)
  const [help, setHelp] = useState(false)
  const groups = navFor(me.role)
  const home = homeOf(me.role)
  useHotkeys({ '/': () => search.current?.focus(), '?': () => setHelp(true) })
  useEffect(() => {
    if (pathname === '/' && home !== '/') void navigate(home, { replace: true })
  }, [pathname, home, navigate])
  const business = groups.some((group) => group.items.some((item) => item.kind))

  return (
    <div className="shell">
      <header className="shell-top no-print">
        <NavLink to={home} className="shell-name">
          <img src="/mark.svg" width="22" height="22" alt="" /> {t('app.name')}
        </NavLink>
        {business ? <Search ref={search} /> : <span className="grow" />}
        <span className="shell-tools">
          <Bell />
          <JobsTray />
          <Help open={help} setOpen={setHelp} />
          <Switches />
          <Person />
        </span>
      </header>
      <nav className="shell-nav no-print" aria-label={t('shell.nav')}>
        {groups.map((group, index) => (
          <div key={group.text ?? index} className="nav-group">
            {group.text && <div className="nav-head">{t(group.text)}</div>}
            {group.items.map((item) => (
              <NavLink key={item.path} to={item.path} end={item.path === '/'} className="nav-item">
                {item.kind ? label('Kind', item.kind) : item.text ? t(item.text) : item.path}
              </NavLink>
            ))}
          </div>
        ))}
      </nav>
      <main className="shell-main" aria-busy={loading}>
        <Suspense fallback={<Spin style={{ margin: 40 }} />}>
          <Outlet />
        </Suspense>
      </main>
    </div>
  )
}
