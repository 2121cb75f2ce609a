import type { Messages } from '../en';

export const decisions = {
  decisions: '需要您决定',
  decisionsNone: '现在没有需要决定的事。',
  kinds: {
    cover: '需要顶班',
    unconfirmed: '还没确认',
    understaffed: '还缺人',
    conflict: '时间冲突',
    unclosed: '结束了还没收尾',
    draft_soon: '还是草稿',
  },
  fixes: {
    cover: '找人顶班',
    unconfirmed: '看是谁',
    understaffed: '安排人员',
    conflict: '改时间',
    unclosed: '去收尾',
    draft_soon: '发布',
  },
  kindCount: (kind, count, shown) => (shown < count ? `${kind}：共 ${count}，先列出 ${shown}` : `${kind}：${count}`),
  reviews: '等您签核的审核',
  reviewOf: (who, phase) => `${who}，第 ${phase} 阶段`,
  seeAll: (count) => `查看全部 ${count} 项`,
  closeOld: (count) => `收尾 ${count} 节旧活动`,
  closeOldTitle: (count) => `收尾 ${count} 节旧活动？`,
  closeOldNow: '全部收尾',
  closeOldText: (days) =>
    `本区 ${days} 天前及更早结束、且登记了出席的活动都会收尾，不写小结。没有登记出席的活动会留下，等人说明是否办过。`,
  closedOld: (closed, left) => `已收尾 ${closed} 节，留下 ${left} 节。`,
  leftEmpty: '没有登记出席：办了吗？',
  leftOther: '这期间有了变动',
  reopen: '重新打开',
  reopenReason: '和其他活动一起误收尾',
  reopened: (count) => `已重新打开 ${count} 节`,
  fixOf: (fix, title) => `${fix}：${title}`,
} satisfies Messages['decisions'];
