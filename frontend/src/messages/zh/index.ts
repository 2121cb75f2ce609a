import type { Messages } from '../en';
import { account } from './account';
import { chat } from './chat';
import { errors } from './errors';
import { inbox } from './inbox';
import { join } from './join';
import { roles } from './roles';
import { shell } from './shell';
import { signin } from './signin';
import { ui } from './ui';

export const zh = { account, chat, errors, inbox, join, roles, shell, signin, ui } satisfies Messages;
