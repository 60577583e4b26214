import { useQuery } from '@tanstack/react-query'
import { answer, api, type Schemas } from '../api/client'
import { get } from '../api/http'

export type RuleCard = Schemas['RuleCard']
export type RuleVersion = Schemas['RuleVersion']
export type Comparison = Schemas['RuleComparison']
export type Fault = Schemas['RuleTextFault']
export type TextCheck = Schemas['RuleTextCheck']
export type RuleCase = Schemas['RuleCase']
export type Words = Schemas['RuleWords']

/** What `If-Match` wants of a version or a proposal. */
export const tagOf = (version: number) => `"v${version}"`

export const useRules = () =>
  useQuery({ queryKey: ['rules', 'cards'], queryFn: () => answer(api.GET('/api/v1/rules')) })

export const useSheet = (code: string, number: string | number | undefined) =>
  useQuery({
    queryKey: ['rules', 'sheet', code, String(number)],
    enabled: number !== undefined,
    queryFn: ({ signal }) => get<Schemas['VersionSheet']>(`/rules/${code}/versions/${number}`, undefined, signal),
  })

/** Tables, columns and functions; those of a priority where one is chosen. */
export const useRuleWords = (priority: string | undefined) =>
  useQuery({
    queryKey: ['rules', 'words', priority],
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) => get<Words>('/rules/words', { priority }, signal),
  })

export const share = (perMille: number | null | undefined): string =>
  perMille === null || perMille === undefined ? '–' : `${(perMille / 10).toFixed(1)}%`
