import type { Messages } from '../en';

export const sessions = {
  joined: (parts) => parts.join('，'),
  at: (day, hours) => `${day} ${hours}`,
  online: '线上',
  place: (studio, room) => `${studio} ${room}`,
  states: {
    draft: '草稿',
    held: '草稿',
    published: '已安排',
    running: '进行中',
    delivered: '待收尾',
    closed: '已收尾',
    cancelled: '已取消',
    skipped: '已跳过',
  },
  booked: '已有安排',
  hasProblem: '待处理',
  seeksCover: '找人顶班',
  seatsOpen: (count) => `还缺 ${count} 人`,
  seats: {
    lead: '主带',
    co_lead: '协同',
    observer: '观摩',
    supervisor: '督导',
    social_worker: '社工',
    trainer: '讲师',
    participant: '参加',
  },
} satisfies Messages['sessions'];
