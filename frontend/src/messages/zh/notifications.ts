import type { Messages } from '../en';

export const notifications = {
  title: '消息',
  empty: '没有消息',
  emptyText: '与您有关的事情会显示在这里。',
  markAll: '全部标为已读',
  unread: (count) => `${count} 条新消息`,
  isNew: '新',
} satisfies Messages['notifications'];
