import type { MessageKey } from '../i18n/messages'
import type { Translate } from '../i18n/text'

const NAMES: Record<string, MessageKey> = {
  import: 'jobs.import',
  screen: 'jobs.screen',
  rule_trial: 'jobs.trial',
  rule_submission: 'jobs.submission',
  precheck: 'jobs.precheck',
  tickets: 'jobs.tickets',
  trail_verification: 'jobs.verification',
}

/** What a job does, in words. */
export function jobName(kind: string, t: Translate): string {
  const name = NAMES[kind]
  return name ? t(name) : kind
}
