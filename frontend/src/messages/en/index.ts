import { account } from './account';
import { chat } from './chat';
import { errors } from './errors';
import { inbox } from './inbox';
import { join } from './join';
import { roles } from './roles';
import { shell } from './shell';
import { signin } from './signin';
import { ui } from './ui';

/** The reference language. One file per feature; a value inside a text makes it a function. */
export const en = { account, chat, errors, inbox, join, roles, shell, signin, ui };

export type Messages = typeof en;
