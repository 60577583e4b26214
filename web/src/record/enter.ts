import { allowed } from '../api/operations'
import type { Me } from '../session/me'
import type { RecordKind } from './kinds'

/** Whether somebody enters records of a kind; complaints are taken in by those with the duty of intake alone. */
export function canEnter(me: Me, kind: RecordKind): boolean {
  if (!kind.draft || !allowed(me.role, `POST /${kind.plural}`)) return false
  return kind.kind !== 'complaint' || me.intake
}
