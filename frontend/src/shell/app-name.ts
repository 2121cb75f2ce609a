import { msg } from '../kit';

const own = document.querySelector<HTMLMetaElement>('meta[name="application-name"]')?.content;

/** The name that the deployment sets (safety 48), or else the name in the reader's language. */
export const appName = (): string => own ?? msg.shell.appName;
