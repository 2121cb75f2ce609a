import type { Messages } from '../../messages/en';
import type { Bilingual, Lang } from '../api/types';

const STORAGE_KEY = 'language';
/** Said by the shell itself; `scripts/words.ts` has every other feature wait for its own. */
const AT_START = ['roles', 'shell', 'ui'] as const;

type Feature = keyof Messages;
/** Each file of words is fetched by itself: `…/zh/chat.ts` exports `chat`. */
const files = import.meta.glob<Partial<Messages>>(['../../messages/{en,zh}/*.ts', '!../../messages/*/index.ts']);

async function fetchWords(lang: Lang, features: Iterable<Feature>): Promise<Partial<Messages>> {
  const parts = await Promise.all(
    [...features].map(async (feature) => {
      const fetchFile = files[`../../messages/${lang}/${feature}.ts`];
      if (!fetchFile) throw new Error(`no words of ${feature}`);
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

  /** All words, of which those that were needed so far are there. */
  get messages(): Messages {
    return this.#messages as Messages;
  }

  /** Loads the language that was chosen here before, or the browser's. */
  start(): Promise<void> {
    this.#started ??= this.#switch(preferredLanguage());
    return this.#started;
  }

  /** Has the words of a feature loaded. */
  async load(feature: Feature): Promise<void> {
    await this.start();
    if (this.#features.has(feature) && this.#messages[feature]) return;
    this.#features.add(feature);
    // The language may be switched while the words are on their way.
    for (let lang: Lang | null = null; lang !== this.#lang;) {
      lang = this.#lang;
      const words = await fetchWords(lang, [feature]);
      if (lang === this.#lang) this.#messages = { ...this.#messages, ...words };
    }
  }

  /** Switches; nothing in the page changes until all words in use are there. */
  async switchTo(lang: Lang, isChoice = true): Promise<void> {
    if (isChoice) localStorage.setItem(STORAGE_KEY, lang);
    await this.start();
    if (this.#lang !== lang) await this.#switch(lang);
  }

  /** The reader's side of a text that ships in both languages. */
  of(text: Bilingual): string {
    return text[this.#lang];
  }

  async #switch(lang: Lang): Promise<void> {
    const messages = await fetchWords(lang, this.#features);
    // What was needed meanwhile is fetched again rather than left in the other language.
    const late = [...this.#features].filter((feature) => !(feature in messages));
    this.#messages = { ...messages, ...(await fetchWords(lang, late)) };
    this.#lang = lang;
    document.documentElement.lang = lang === 'zh' ? 'zh-Hans' : 'en';
  }
}

export const language = new Language();

/** The words in the language in use, by feature: `msg.chat.send`. Saying them in a template follows a switch. */
export const msg: Messages = new Proxy({} as Messages, {
  get: (_, feature: string) => language.messages[feature as Feature],
});
