import { account } from './account';
import { today } from './today';
import { attendance } from './attendance';
import { audit } from './audit';
import { availability } from './availability';
import { calendar } from './calendar';
import { calendarDays } from './calendarDays';
import { closing } from './closing';
import { help } from './help';
import { chat } from './chat';
import { cohorts } from './cohorts';
import { cover } from './cover';
import { decisions } from './decisions';
import { duty } from './duty';
import { errors } from './errors';
import { gates } from './gates';
import { imports } from './imports';
import { notifications } from './notifications';
import { join } from './join';
import { moderation } from './moderation';
import { people } from './people';
import { places } from './places';
import { planning } from './planning';
import { planningRules } from './planningRules';
import { progress } from './progress';
import { reasons } from './reasons';
import { roles } from './roles';
import { series } from './series';
import { session } from './session';
import { sessions } from './sessions';
import { shell } from './shell';
import { signIn } from './signIn';
import { studios } from './studios';
import { ui } from './ui';
import { screenLock } from './screenLock';

/** The reference language. Each feature has a file; a message with values is a function. */
export const en = {
  account,
  today,
  attendance,
  audit,
  availability,
  calendar,
  calendarDays,
  closing,
  help,
  chat,
  cohorts,
  cover,
  decisions,
  duty,
  errors,
  gates,
  imports,
  notifications,
  join,
  moderation,
  people,
  places,
  planning,
  planningRules,
  progress,
  reasons,
  roles,
  series,
  session,
  sessions,
  shell,
  signIn,
  studios,
  ui,
  screenLock,
};

export type Messages = typeof en;
