import type { Messages } from '../../messages/en';
import type { Bilingual, Lang } from '../api/types';

const STORAGE_KEY = 'language';
/** Used by the shell itself; `scripts/lazy-messages.ts` lets every other feature load its own. */
const AT_START = ['roles', 'shell', 'ui'] as const;

type Feature = keyof Messages;
/** Each message file is a chunk: `…/zh/chat.ts` exports `chat`. */
const files = import.meta.glob<Partial<Messages>>(['../../messages/{en,zh}/*.ts', '!../../messages/*/index.ts']);

async function fetchMessages(lang: Lang, features: Iterable<Feature>): Promise<Partial<Messages>> {
  const parts = await Promise.all(
    [...features].map(async (feature) => {
      const fetchFile = files[`../../messages/${lang}/${feature}.ts`];
      if (!fetchFile) throw new Error(`no messages of ${feature}`);
      return { [feature]: (await fetchFile())[feature] };
    }),
  );
  return Object.assign({}, ...parts) as Partial<Messages>;
}

function preferredLanguage(): Lang {
  const stored = localStorage.getItem(STORAGE_KEY);
  if (stored === 'zh' || stored === 'en') return stored;
  return navigator.languages.some((tag) => tag.toLowerCase().startsWith('zh')) ? 'zh' : 'en';
}

class Language {
  #lang = $state<Lang>('en');
  #messages = $state.raw<Partial<Messages>>({});
  #features = new Set<Feature>(AT_START);
  #started: Promise<void> | null = null;

  get lang(): Lang {
    return this.#lang;
  }

  /** The tag for `Intl` and for `<html lang>`. */
  get tag(): string {
    return this.#lang === 'zh' ? 'zh-Hans-CN' : 'en-GB';
  }

  /** The messages that are loaded so far. */
  get messages(): Messages {
    return this.#messages as Messages;
  }

  /** Loads the language that was chosen on this device, or else the browser's. */
  start(): Promise<void> {
    this.#started ??= this.#switch(preferredLanguage());
    return this.#started;
  }

  /** Loads the messages of a feature. */
  async load(feature: Feature): Promise<void> {
    await this.start();
    if (this.#features.has(feature) && this.#messages[feature]) return;
    this.#features.add(feature);
    // The language may change while the messages load.
    for (let lang: Lang | null = null; lang !== this.#lang;) {
      lang = this.#lang;
      const loaded = await fetchMessages(lang, [feature]);
      if (lang === this.#lang) this.#messages = { ...this.#messages, ...loaded };
    }
  }

  /** Switches the language once all messages in use are loaded. */
  async switchTo(lang: Lang, isChoice = true): Promise<void> {
    if (isChoice) localStorage.setItem(STORAGE_KEY, lang);
    await this.start();
    if (this.#lang !== lang) await this.#switch(lang);
  }

  /** The reader's side of a text that exists in both languages. */
  of(text: Bilingual): string {
    return text[this.#lang];
  }

  async #switch(lang: Lang): Promise<void> {
    const messages = await fetchMessages(lang, this.#features);
    // Messages that were needed meanwhile are loaded again in the new language.
    const late = [...this.#features].filter((feature) => !(feature in messages));
    this.#messages = { ...messages, ...(await fetchMessages(lang, late)) };
    this.#lang = lang;
    document.documentElement.lang = lang === 'zh' ? 'zh-Hans' : 'en';
  }
}

export const language = new Language();

/** The messages in the current language, by feature: `msg.chat.send`. Templates that use them update after a switch. */
export const msg: Messages = new Proxy({} as Messages, {
  get: (_, feature: string) => language.messages[feature as Feature],
});
