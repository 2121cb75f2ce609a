import type { Messages } from '../en';

export const help = {
  button: '请值班的人过来',
  lead: '如果现在有人有危险，请拨打下面的电话，会有人接听。',
  unknown: '暂时读不到本区的号码。紧急情况请拨打 120（急救）。全国统一心理援助热线是 12356。',
  notService: '这里不是急救服务，也不会有人全天看消息。',
  again: '再请一次',
  note: '想对来的人说几句（可以不写）',
  next: '接下来：值班的人会马上收到提醒，提醒里没有您写的内容。没有人回应时，会依次再请别人，直到总社。',
  notSent: '这一次没有发出去。请拨打上面的电话。',
  asked: (who) => `已经发出，${who ? `${who}已收到提醒` : '正在通知'}。`,
  stay: '您不用守在这里。如果等不及，请拨打电话。',
  seen: (who) => `${who}已经看到，正在过来。`,
  who: { facilitator: '带领人', duty: '值班的人', lead: '本区负责人', headquarters: '总社的人' },
  waitingForYou: '有人请您过来。',
  goToDuty: '查看',
  write: '报告突发事件',
} satisfies Messages['help'];
