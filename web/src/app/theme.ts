import { theme as antd, type ThemeConfig } from 'antd'
import { useEffect } from 'react'
import { usePreference } from '../format/preference'

const FONT =
  '"PingFang SC", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", system-ui, -apple-system, "Segoe UI", sans-serif'

const base: ThemeConfig = {
  token: {
    colorPrimary: '#1f6f8b',
    colorInfo: '#1f6f8b',
    colorLink: '#1f6f8b',
    colorError: '#c8322d',
    colorWarning: '#b97400',
    colorSuccess: '#3b7d4f',
    borderRadius: 4,
    fontSize: 13,
    fontFamily: FONT,
    controlHeight: 30,
    motionDurationMid: '0.1s',
    motionDurationSlow: '0.15s',
    wireframe: false,
  },
  components: {
    Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
    Drawer: { padding: 16, paddingLG: 16 },
    Form: { itemMarginBottom: 14, verticalLabelPadding: '0 0 4px' },
    Tabs: { horizontalItemPadding: '6px 0', horizontalItemGutter: 18, horizontalMargin: '0' },
  },
}

export const light: ThemeConfig = {
  ...base,
  algorithm: antd.defaultAlgorithm,
  token: { ...base.token, colorBgLayout: '#f4f5f6', colorTextBase: '#1c2126' },
}
export const dark: ThemeConfig = {
  ...base,
  algorithm: antd.darkAlgorithm,
  token: {
    ...base.token,
    colorPrimary: '#3f9bb8',
    colorInfo: '#3f9bb8',
    colorLink: '#6bbbd4',
    colorBgBase: '#15191d',
    colorBgLayout: '#101316',
    colorError: '#e5605b',
    colorWarning: '#d9a03c',
    colorSuccess: '#6fb583',
  },
}

export type Shade = 'light' | 'dark'
const system: Shade = window.matchMedia?.('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'

export const useShade = () => usePreference<Shade>('shade', system)

/** What stands outside of antd's components follows `data-shade` (base.css). */
export function useShadeOnPage(shade: Shade) {
  useEffect(() => {
    document.documentElement.dataset.shade = shade
  }, [shade])
}
