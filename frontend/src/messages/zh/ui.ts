import type { Messages } from '../en';

export const ui = {
  cancel: '取消',
  close: '关闭',
  save: '保存',
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
