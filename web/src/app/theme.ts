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

// What is said quietly is still read: 4.5 to 1 against what it stands on.
const words = (soft: string, faint: string) => ({
  colorTextSecondary: soft,
  colorTextDescription: soft,
  colorTextTertiary: soft,
  colorTextPlaceholder: faint,
})

export const light: ThemeConfig = {
  ...base,
  algorithm: antd.defaultAlgorithm,
  token: { ...base.token, colorBgLayout: '#f4f5f6', colorTextBase: '#1c2126', ...words('#5c666f', '#626b74') },
}
export const dark: ThemeConfig = {
  ...base,
  algorithm: antd.darkAlgorithm,
  token: {
    ...base.token,
    colorPrimary: '#267d9b',
    colorInfo: '#3f9bb8',
    colorLink: '#6bbbd4',
    colorBgBase: '#15191d',
    colorBgLayout: '#101316',
    colorError: '#e5605b',
    colorWarning: '#d9a03c',
    colorSuccess: '#6fb583',
    ...words('#a1abb4', '#96a0a9'),
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
