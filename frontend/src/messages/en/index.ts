import { account } from './account';
import { today } from './today';
import { attendance } from './attendance';
import { audit } from './audit';
import { calendar } from './calendar';
import { help } from './help';
import { chat } from './chat';
import { cohort } from './cohort';
import { duty } from './duty';
import { errors } from './errors';
import { gates } from './gates';
import { imports } from './imports';
import { inbox } from './inbox';
import { join } from './join';
import { moderation } from './moderation';
import { people } from './people';
import { plan } from './plan';
import { progress } from './progress';
import { reasons } from './reasons';
import { roles } from './roles';
import { session } from './session';
import { sessions } from './sessions';
import { shell } from './shell';
import { signin } from './signin';
import { studios } from './studios';
import { ui } from './ui';
import { lock } from './lock';

/** The reference language. Each feature has a file; a message with values is a function. */
export const en = {
  account,
  today,
  attendance,
  audit,
  calendar,
  help,
  chat,
  cohort,
  duty,
  errors,
  gates,
  imports,
  inbox,
  join,
  moderation,
  people,
  plan,
  progress,
  reasons,
  roles,
  session,
  sessions,
  shell,
  signin,
  studios,
  ui,
  lock,
};

export type Messages = typeof en;
