import { Button, type ButtonProps } from 'antd'
import { useHref, useLinkClickHandler } from 'react-router'

/** A way to another page that looks like a button; to keyboard and reader it is one link, not a button within one. */
export function LinkButton({ to, ...rest }: { to: string } & Omit<ButtonProps, 'href' | 'onClick'>) {
  const href = useHref(to)
  const click = useLinkClickHandler<HTMLElement>(to)
  return <Button {...rest} href={href} onClick={(event) => click(event as never)} />
}
