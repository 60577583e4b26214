import { QueryClientProvider } from '@tanstack/react-query'
import { App as Messages, ConfigProvider } from 'antd'
import en from 'antd/locale/en_US'
import zh from 'antd/locale/zh_CN'
import { useEffect } from 'react'
import { useLanguage, useWords } from '../i18n/text'
import { Gate } from '../session/Gate'
import { Failure } from './Failure'
import { queries } from './queries'
import { dark, light, useShade, useShadeOnPage } from './theme'

export function App() {
  const [language] = useLanguage()
  const { t } = useWords()
  const [shade] = useShade()
  useShadeOnPage(shade)
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
    document.title = t('app.name')
  }, [language, t])
  return (
    <ConfigProvider
      locale={language === 'zh' ? zh : en}
      theme={shade === 'dark' ? dark : light}
      button={{ autoInsertSpace: false }}
    >
      <Messages component={false} message={{ maxCount: 2 }}>
        <QueryClientProvider client={queries}>
          <Failure>
            <Gate />
          </Failure>
        </QueryClientProvider>
      </Messages>
    </ConfigProvider>
  )
}
