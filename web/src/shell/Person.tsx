import { UserOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { useNavigate } from 'react-router'
import { useOffices } from '../api/lookups'
import { useWords } from '../i18n/text'
import { useSignOut } from '../session/calls'
import { useMe } from '../session/me'

export function Person() {
  const me = useMe()
  const { t, label } = useWords()
  const { name } = useOffices()
  const navigate = useNavigate()
  const signOut = useSignOut()
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'who', type: 'group', label: [label('Role', me.role), name(me.office)].filter(Boolean).join(' · ') },
          { key: 'account', label: t('shell.account'), onClick: () => void navigate('/account') },
          { type: 'divider' },
          { key: 'out', label: t('shell.sign_out'), onClick: () => void signOut(false) },
        ],
      }}
    >
      <Button type="text" icon={<UserOutlined />}>
        {me.name}
      </Button>
    </Dropdown>
  )
}
