import { Button, Modal } from 'antd'
import type { ReactNode } from 'react'

/** A secret that is told this once: the window stays until somebody says that it was taken down. */
export function ToldOnce(props: {
  open: boolean
  title: string
  what: string
  taken: string
  close: () => void
  children: ReactNode
}) {
  return (
    <Modal
      open={props.open}
      closable={false}
      mask={{ closable: false }}
      title={props.title}
      footer={
        <Button type="primary" onClick={props.close}>
          {props.taken}
        </Button>
      }
    >
      <p>{props.what}</p>
      {props.children}
    </Modal>
  )
}
