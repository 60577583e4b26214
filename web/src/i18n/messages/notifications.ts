// Notifications, and signing in by the office's identity provider. [Chinese, English]
export default {
  'bell.title': ['通知', 'Notifications'],
  'bell.unread': ['通知，{count} 条未读', 'Notifications, {count} not read'],
  'bell.not_read': ['未读', 'Not read'],
  'bell.none': ['还没有通知', 'No notifications yet'],
  'bell.none_unread': ['没有未读通知', 'All is read'],
  'bell.none.what': [
    '交办、退回、临期、逾期等都会在此提醒。',
    'What is given to you, comes back or falls due is told here.',
  ],
  'bell.all': ['查看全部', 'See all'],
  'bell.text': ['内容', 'What'],
  'bell.at': ['时间', 'When'],
  'bell.read_at': ['阅读时间', 'Read'],
  'bell.read': ['标为已读', 'Mark as read'],
  'bell.read_all': ['全部标为已读', 'Mark all as read'],
  'bell.preferences': ['通知设置', 'What is mailed'],
  'bell.mail': ['电子邮箱', 'Mail address'],
  'bell.mail.what': [
    '不填则不发邮件；站内通知不受影响。',
    'None for no mail; the console tells everything in any case.',
  ],
  'bell.by_mail': ['同时发邮件的通知', 'These go by mail as well'],
  'bell.save': ['保存通知设置', 'Keep this'],
  'bell.saved': ['通知设置已保存', 'It is kept'],
  'session.or': ['或', 'or'],
  'session.provider': ['统一身份认证登录', "Sign in by the office's provider"],
  'session.provider.broken': [
    '统一身份认证没有完成，请重新登录。',
    'Signing in by the provider did not come to its end. Please sign in again.',
  ],
} as const satisfies Record<string, readonly [string, string]>
