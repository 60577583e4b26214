import { MoonOutlined, SunOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useShade } from '../app/theme'
import { useLanguage, useWords } from '../i18n/text'

/** Language, and light or dark. */
export function Switches() {
  const { t } = useWords()
  const [language, setLanguage] = useLanguage()
  const [shade, setShade] = useShade()
  return (
    <span className="row" style={{ gap: 2, flexWrap: 'nowrap' }}>
      <Button
        type="text"
        lang={language === 'zh' ? 'en' : 'zh-CN'}
        onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}
      >
        {language === 'zh' ? 'English' : '中文'}
      </Button>
      <Button
        type="text"
        aria-label={shade === 'dark' ? t('shell.light') : t('shell.dark')}
        title={shade === 'dark' ? t('shell.light') : t('shell.dark')}
        icon={shade === 'dark' ? <SunOutlined /> : <MoonOutlined />}
        onClick={() => setShade(shade === 'dark' ? 'light' : 'dark')}
      />
    </span>
  )
}
