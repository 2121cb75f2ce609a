import { msg } from '../kit';

const own = document.querySelector<HTMLMetaElement>('meta[name="application-name"]')?.content;

/** What the deployment calls this (safety 48), else the name in the reader's language. */
export const appName = (): string => own ?? msg.shell.appName;
