import { deleteDB, openDB, type IDBPDatabase } from 'idb';

/**
 * What this device may keep: small values by name, AES-GCM under a key that cannot be taken out of the browser.
 * Key and values go together at sign-out and quick exit (safety 54). When a login ends by itself, by the idle lock or
 * by its age, only what was not sent yet stays, sealed, until the same person signs in again: an attendance taken
 * without a network must not be lost because a phone lay in a pocket. Where the browser offers no cryptography (a page
 * that is not served securely), values live in memory only.
 */

const NAME = 'shell';
const KEY = 'key';
const OWNER = 'owner';

interface Encrypted {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

export class Store {
  #db: IDBPDatabase | null = null;
  #key: CryptoKey | null = null;
  #memory = new Map<string, unknown>();

  /** Opens what an earlier page of the same login left, without naming a person. False when there is nothing. */
  async resume(): Promise<boolean> {
    if (!(await this.#connect())) return false;
    const key = await this.#db?.get('keys', KEY).catch(() => undefined);
    this.#key = (key as CryptoKey | undefined) ?? null;
    return this.#key !== null;
  }

  /** Opens the store for a person; what another person left is dropped first. */
  async open(owner: string): Promise<void> {
    if (!(await this.#connect())) return;
    const found = await this.resume();
    if (found && (await this.get<string>(OWNER)) === owner) return;
    await this.#clear();
    this.#key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    await this.#db?.put('keys', this.#key, KEY);
    await this.put(OWNER, owner);
  }

  async put(name: string, value: unknown): Promise<void> {
    const [db, key] = [this.#db, this.#key];
    if (!db || !key) {
      this.#memory.set(name, structuredClone(value));
      return;
    }
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bytes(name) }, key, plain);
    // Locked or dropped meanwhile: nothing more is kept, and nobody has to hear of it.
    if (this.#key !== key) return;
    await db.put('values', { iv, data } satisfies Encrypted, name).catch((error: unknown) => {
      if (this.#key === key) throw error;
    });
  }

  async get<T>(name: string): Promise<T | undefined> {
    if (!this.#db || !this.#key) return this.#memory.get(name) as T | undefined;
    const encrypted = (await this.#db.get('values', name)) as Encrypted | undefined;
    if (!encrypted) return undefined;
    try {
      const { iv, data } = encrypted;
      const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: bytes(name) }, this.#key, data);
      return JSON.parse(new TextDecoder().decode(plain)) as T;
    } catch {
      // Written under a key that is gone: as good as nothing.
      return undefined;
    }
  }

  async del(name: string): Promise<void> {
    this.#memory.delete(name);
    await this.#db?.delete('values', name);
  }

  /** All values whose name starts so, in the order of their names. */
  async all<T>(prefix: string): Promise<T[]> {
    const names = this.#db
      ? ((await this.#db.getAllKeys('values', IDBKeyRange.bound(prefix, `${prefix}\uffff`))) as string[])
      : [...this.#memory.keys()].filter((name) => name.startsWith(prefix)).sort();
    const values = await Promise.all(names.map((name) => this.get<T>(name)));
    return values.filter((value): value is Awaited<T> & T => value !== undefined);
  }

  /** Forgets everything but the values whose name starts so. */
  async retainOnly(prefix: string): Promise<void> {
    const names = (await this.#db?.getAllKeys('values')) as string[] | undefined;
    for (const name of names ?? []) if (name !== OWNER && !name.startsWith(prefix)) await this.del(name);
  }

  /** Forgets everything but the values whose name starts so, and closes until the same person opens it again. */
  async lock(prefix: string): Promise<void> {
    const stays = (name: string) => name === OWNER || name.startsWith(prefix);
    if (!this.#db) {
      // nothing that stays in memory would be told from another person's
      this.#memory.clear();
      return;
    }
    const names = (await this.#db.getAllKeys('values')) as string[];
    if (!names.some((name) => name.startsWith(prefix))) return this.drop();
    for (const name of names.filter((name) => !stays(name))) await this.#db.delete('values', name);
    this.#key = null;
    this.#memory.clear();
    this.#db.close();
    this.#db = null;
  }

  /** Forgets everything, the key first: without it the rest cannot be read again. */
  async drop(): Promise<void> {
    this.#key = null;
    this.#memory.clear();
    // The browser may take everything at the same moment, as the answer to signing out tells it to.
    if (await this.#connect()) await this.#clear().catch(() => undefined);
    this.#db?.close();
    this.#db = null;
    if (typeof indexedDB !== 'undefined') await deleteDB(NAME).catch(() => undefined);
  }

  async #clear(): Promise<void> {
    await this.#db?.clear('keys');
    await this.#db?.clear('values');
    this.#memory.clear();
  }

  async #connect(): Promise<boolean> {
    if (this.#db) return true;
    if (typeof indexedDB === 'undefined' || typeof crypto.subtle === 'undefined') return false;
    try {
      this.#db = await openDB(NAME, 1, {
        upgrade(db) {
          db.createObjectStore('keys');
          db.createObjectStore('values');
        },
        blocking: () => {
          this.#db?.close();
          this.#db = null;
        },
        terminated: () => (this.#db = null),
      });
      return true;
    } catch {
      return false;
    }
  }
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

export const store = new Store();
