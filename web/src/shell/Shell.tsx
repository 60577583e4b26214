import { MenuOutlined } from '@ant-design/icons'
import { Button, Spin } from 'antd'
import { Suspense, useEffect, useRef, useState, type MouseEvent } from 'react'
import { NavLink, Outlet, useLocation, useNavigate, useNavigation } from 'react-router'
import { JobsTray } from '../jobs/JobsTray'
import { Bell } from '../notifications/Bell'
import { SidePanel } from '../parts/SidePanel'
import { Switches } from '../parts/Switches'
import { useHotkeys } from '../parts/hotkeys'
import { useMe } from '../session/me'
import { useWords } from '../i18n/text'
import { Help } from './Help'
import { homeOf, navFor, type NavGroup } from './nav'
import { Person } from './Person'
import { Search, type SearchHandle } from './Search'
import './shell.css'

export function Shell() {
  const me = useMe()
  const { t } = useWords()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const loading = useNavigation().state === 'loading'
  const search = useRef<SearchHandle>(null)
  const main = useRef<HTMLElement>(null)
  const [help, setHelp] = useState(false)
  const [menu, setMenu] = useState(false)
  const groups = navFor(me.role)
  const home = homeOf(me.role)
  useHotkeys({ '/': () => search.current?.focus(), '?': () => setHelp(true) })
  useEffect(() => {
    if (pathname === '/' && home !== '/') void navigate(home, { replace: true })
  }, [pathname, home, navigate])
  const business = groups.some((group) => group.items.some((item) => item.kind))

  // The address is the filter: it stays as it is.
  function skip(event: MouseEvent) {
    event.preventDefault()
    main.current?.focus()
  }
  return (
    <div className="shell">
      <a className="skip" href="#main" onClick={skip}>
        {t('shell.skip')}
      </a>
      <header className="shell-top no-print">
        <Button
          className="shell-menu"
          type="text"
          icon={<MenuOutlined />}
          aria-label={t('shell.menu')}
          aria-expanded={menu}
          onClick={() => setMenu(true)}
        />
        <NavLink to={home} className="shell-name" aria-label={t('app.name')}>
          <img src="/mark.svg" width="22" height="22" alt="" /> <span>{t('app.name')}</span>
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
        <Nav groups={groups} />
      </nav>
      <SidePanel
        open={menu}
        onClose={() => setMenu(false)}
        placement="left"
        size={240}
        title={t('shell.menu')}
        styles={{ body: { padding: 0 } }}
        destroyOnHidden
      >
        <nav aria-label={t('shell.nav')}>
          <Nav groups={groups} followed={() => setMenu(false)} />
        </nav>
      </SidePanel>
      <main className="shell-main" id="main" ref={main} tabIndex={-1} aria-busy={loading}>
        <Suspense fallback={<Spin style={{ margin: 40 }} />}>
          <Outlet />
        </Suspense>
      </main>
    </div>
  )
}

function Nav({ groups, followed }: { groups: NavGroup[]; followed?: () => void }) {
  const { t, label } = useWords()
  return groups.map((group, index) => (
    <div key={group.text ?? index} className="nav-group">
      {group.text && <div className="nav-head">{t(group.text)}</div>}
      {group.items.map((item) => (
        <NavLink key={item.path} to={item.path} end={item.path === '/'} className="nav-item" onClick={followed}>
          {item.kind ? label('Kind', item.kind) : item.text ? t(item.text) : item.path}
        </NavLink>
      ))}
    </div>
  ))
}
