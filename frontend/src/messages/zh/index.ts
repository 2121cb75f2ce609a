import type { Messages } from '../en';
import { account } from './account';
import { agenda } from './agenda';
import { attendance } from './attendance';
import { audit } from './audit';
import { calendar } from './calendar';
import { ask } from './ask';
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
import { watch } from './watch';

export const zh = {
  account,
  agenda,
  attendance,
  audit,
  calendar,
  ask,
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
  watch,
} satisfies Messages;
