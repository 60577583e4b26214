import { Drawer, type DrawerProps } from 'antd'
import { useLayoutEffect } from 'react'

/** A drawer that gives the focus back to where it was, so that somebody at the keyboard goes on from there. */
export function SidePanel(props: DrawerProps) {
  const { open } = props
  useLayoutEffect(() => {
    if (!open) return
    const from = document.activeElement
    return () => {
      // Once the drawer has let go of it.
      setTimeout(() => {
        const here = document.activeElement
        const lost = !here || here === document.body || here.closest('.ant-drawer:not(.ant-drawer-open)')
        if (lost && from instanceof HTMLElement && from.isConnected) from.focus({ preventScroll: true })
      }, 0)
    }
  }, [open])
  return <Drawer {...props} />
}
