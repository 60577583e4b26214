import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { get } from '../api/http'

interface Props {
  label: string
  /** What no campaign means here. */
  none: string
  value: string | undefined
  choose: (campaign: string | undefined) => void
  /** Whether the person sees campaigns at all. */
  enabled?: boolean
}

/** One campaign, or none of them. */
export function CampaignChoice({ label, none, value, choose, enabled = true }: Props) {
  const campaigns = useQuery({
    queryKey: ['campaigns', 'names'],
    enabled,
    queryFn: () => get<{ items: { id: number; title: string }[] }>('/campaigns', { limit: 100 }),
  })
  return (
    <Select
      style={{ minWidth: 180 }}
      aria-label={label}
      value={value ?? ''}
      onChange={(chosen) => choose(chosen || undefined)}
      options={[
        { value: '', label: none },
        ...(campaigns.data?.items ?? []).map((one) => ({ value: String(one.id), label: one.title })),
      ]}
    />
  )
}
