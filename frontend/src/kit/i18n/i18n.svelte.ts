import type { Messages } from '../../messages/en';
import type { Bilingual, Lang } from '../api/types';

const KEPT = 'language';

async function fetchMessages(lang: Lang): Promise<Messages> {
  return lang === 'zh' ? (await import('../../messages/zh')).zh : (await import('../../messages/en')).en;
}

function wanted(): Lang {
  const kept = localStorage.getItem(KEPT);
  if (kept === 'zh' || kept === 'en') return kept;
  return navigator.languages.some((tag) => tag.toLowerCase().startsWith('zh')) ? 'zh' : 'en';
}

class Language {
  #lang = $state<Lang>('en');
  #messages = $state.raw<Messages | null>(null);

  get lang(): Lang {
    return this.#lang;
  }

  /** The tag for `Intl` and for `<html lang>`. */
  get tag(): string {
    return this.#lang === 'zh' ? 'zh-Hans-CN' : 'en-GB';
  }

  get messages(): Messages {
    if (!this.#messages) throw new Error('messages are not loaded');
    return this.#messages;
  }

  /** Loads the language that was chosen here before, or the browser's. */
  start(): Promise<void> {
    return this.use(wanted(), false);
  }

  /** Switches; nothing in the page changes until the messages are there. */
  async use(lang: Lang, isChoice = true): Promise<void> {
    if (isChoice) localStorage.setItem(KEPT, lang);
    if (this.#messages && this.#lang === lang) return;
    const messages = await fetchMessages(lang);
    this.#messages = messages;
    this.#lang = lang;
    document.documentElement.lang = lang === 'zh' ? 'zh-Hans' : 'en';
  }

  /** The reader's side of a text that ships in both languages. */
  of(text: Bilingual): string {
    return text[this.#lang];
  }
}

export const language = new Language();

/** The messages of the language in use, by feature: `msg.chat.send`. Reading one in a template follows a switch. */
export const msg: Messages = new Proxy({} as Messages, {
  get: (_, feature: string) => language.messages[feature as keyof Messages],
});
