import admin from './messages/admin'
import board from './messages/board'
import common from './messages/common'
import data from './messages/data'
import field from './messages/field'
import leads from './messages/leads'
import machines from './messages/machines'
import notifications from './messages/notifications'
import records from './messages/records'
import screening from './messages/screening'
import session from './messages/session'

/** Every text of ours, in both languages; a page's texts stand in the file of its area. */
export const messages = {
  ...common,
  ...session,
  ...records,
  ...leads,
  ...data,
  ...screening,
  ...admin,
  ...notifications,
  ...machines,
  ...field,
  ...board,
}
export type MessageKey = keyof typeof messages
