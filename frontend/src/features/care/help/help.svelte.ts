import { api } from '../../../kit/api/client';
import type { CrisisCard } from '../../../kit/api/types';
import { login } from '../../../kit/login.svelte';
import { store } from '../../../kit/store';

/** The context of a call for help: the room or session on screen, so that the right district answers. */
export type HelpContext = { room_id?: string; session_id?: string; district_id?: string };

class Help {
  isOpen = $state(false);
  #context = $state.raw<HelpContext>({});

  open(): void {
    this.isOpen = true;
  }

  /** Sets the context. The function that it returns unsets it: `$effect(() => help.setContext({ room_id }))`. */
  setContext(context: HelpContext): () => void {
    this.#context = context;
    return () => {
      if (this.#context === context) this.#context = {};
    };
  }

  /** The room or session on screen, from which somebody can be called. */
  get callOrigin(): HelpContext | null {
    const { room_id, session_id } = this.#context;
    return login.state === 'in' && !login.isLocked && !login.me?.needs_totp && (room_id ?? session_id)
      ? this.#context
      : null;
  }

  /** Loads the crisis card for the context; offline, the last one that was stored. */
  async card(): Promise<CrisisCard | undefined> {
    try {
      const card = await api.get<CrisisCard>(
        '/help',
        { ...this.#context },
        { isPublic: login.state !== 'in' || login.isLocked },
      );
      if (login.state === 'in') await store.put('help', card);
      return card;
    } catch {
      return store.get<CrisisCard>('help');
    }
  }
}

export const help = new Help();
