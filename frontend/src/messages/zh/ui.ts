import type { Messages } from '../en';

export const ui = {
  unreachable: '连不上服务器，请检查网络。',
  unexpected: '我们这边出了点问题，请稍后再试。',
  cancel: '取消',
  close: '关闭',
  save: '保存',
  leaveTitle: '填写的内容还没有保存。',
  leaveGo: '放弃',
  leaveStay: '继续填写',
  reason: '原因',
  saved: '已保存',
  undo: '撤销',
  back: '返回',
  next: '下一步',
  loading: '正在加载',
  showMore: '显示更多',
  tryAgain: '再试一次',
  copy: '复制',
  copied: '已复制',
} satisfies Messages['ui'];
